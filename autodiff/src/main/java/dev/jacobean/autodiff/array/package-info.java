/// Numbers: storage, element types, SIMD lanes, threads. Nothing here knows what a derivative is.
///
/// An [Array][dev.jacobean.autodiff.array.Array] is immutable: a [Shape][dev.jacobean.autodiff.array.Shape] and a strided
/// view of storage. The element at index `(i₀, i₁, …)` lies at `offset + Σ iₖ·strideₖ`, so that permuting, slicing,
/// reversing and expanding make another view and move no number; an expanded axis has stride 0. Whatever computes is
/// done by a [Backend][dev.jacobean.autodiff.array.Backend], one element type on one device, in about twenty operations:
/// elementwise functions ([Unary][dev.jacobean.autodiff.array.Unary], [Binary][dev.jacobean.autodiff.array.Binary]), folds
/// of axes ([Fold][dev.jacobean.autodiff.array.Fold]), products of matrices, convolutions and pooling with their adjoints.
///
/// {@snippet file="dev/jacobean/autodiff/snippets/NumbersTest.java" region="array"}
///
/// [Backends][dev.jacobean.autodiff.array.Backends] chooses one for the process. The plain loops of the reference backend
/// are the meaning of every operation; the vector backend does the same in SIMD lanes, blocked for caches (products of
/// matrices after Goto & van de Geijn 2008, 3×3 convolutions after Winograd 1980 and Lavin & Gray 2016) and spread over
/// [threads][dev.jacobean.autodiff.array.Parallel]. Each gives the same bits for the same arguments, whatever the number
/// of threads, because who computes a number never decides in which order it is summed.
///
/// Programs rarely meet this package: a [tensor][dev.jacobean.autodiff.Tensor] takes a backend when it is made, and the
/// rest follows. It is the seam for those who add an operation or a device.
package dev.jacobean.autodiff.array;
