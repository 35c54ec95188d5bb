/// Numbers on an NVIDIA graphics processor, without native code of our own.
///
/// The driver, cuBLAS and NVRTC that are installed are called through `java.lang.foreign`; the kernels are readable
/// `.cu` files beside these classes, compiled at run time. Nothing is bundled and nothing is looked for until somebody
/// asks: [Cuda][dev.jacobean.autodiff.array.cuda.Cuda] is the door.
///
/// To read the code: `Search` and `Library` (what is found), `Driver`, `Cublas` and `Nvrtc` (what is called), `Device`
/// (one stream), `DeviceMemory`, `Kernels`, then `CudaBackend` and the `.cu` files.
package dev.jacobean.autodiff.array.cuda;
