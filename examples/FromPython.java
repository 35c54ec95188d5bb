import dev.jacobean.autodiff.Tensor;
import dev.jacobean.nn.*;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;

/// A network that Python trained, and its tangent kernel. The file was written by `net.py`, beside this one, with
/// PyTorch and safetensors; it also holds what PyTorch says the kernel is. The argument is another place of the file.
void main(String... place) {
  Map<String, Tensor> file = Weights.read(Path.of(place.length > 0 ? place[0] : "examples/net.safetensors"));
  file.forEach((name, tensor) -> IO.println("%-9s %s %s".formatted(name, tensor.dtype(), tensor.shape())));

  Sequential net = Sequential.of(linear(file, "0"), Activation.TANH, linear(file, "2"));
  Tensor x = file.get("x"), kernel = TangentKernel.of(net).matrix(x);               // [5 points × 3 outputs, the same]
  Tensor apart = kernel.minus(file.get("kernel")).abs().max();
  IO.println("the tangent kernel is PyTorch's: " + (apart.item() < 1e-5 * kernel.abs().max().item()));

  double[] spectrum = TangentKernel.of(net).spectrum(x);
  IO.println("its eigenvalues lie between %.4f and %.4f".formatted(spectrum[spectrum.length - 1], spectrum[0]));
  IO.println("their sum is %.2f times the largest".formatted(Arrays.stream(spectrum).sum() / spectrum[0]));
}

/// A layer by PyTorch's name. PyTorch keeps weights as [out, in]; here they are [in, out].
Linear linear(Map<String, Tensor> file, String name) {
  return new Linear(file.get(name + ".weight").transpose(), file.get(name + ".bias"));
}
