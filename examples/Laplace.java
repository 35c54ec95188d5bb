import dev.jacobean.autodiff.*;
import dev.jacobean.autodiff.array.Backends;
import dev.jacobean.nn.*;
import java.util.Random;

/// How sure is a network of what it says? The Laplace approximation of its tangent model (MacKay 1992; Khan et al.
/// 2019): around trained weights, with a normal prior of variance p on weights and noise of variance s on targets,
/// outputs are normal, and their variance is that of a Gaussian process whose kernel is p times the tangent kernel Θ,
///
///     v(x) = pΘ(x, x) − pΘ(x, X) · (pΘ(X, X) + s)⁻¹ · pΘ(X, x).
record Net(Tensor hidden, Tensor bias, Tensor output) {
  Tensor apply(Tensor x) { return x.matmul(hidden).plus(bias).tanh().matmul(output); }
}

void main() {
  var random = new Random(2);
  double prior = 0.5, noise = 0.01;
  Tensor right = Tensor.uniform(Backends.f64(), random, 12, 1).plus(0.5);         // examples in 0.5 to 1.5 ...
  Tensor x = Tensor.concatenate(0, right, right.negate());                        // ... and in −1.5 to −0.5
  Tensor y = x.times(2).sin().plus(Tensor.normal(Backends.f64(), random, 24, 1).times(Math.sqrt(noise)));
  Net trained = train(new Net(Tensor.normal(Backends.f64(), random, 1, 30), Tensor.normal(Backends.f64(), random, 30),
      Tensor.normal(Backends.f64(), random, 30, 1).times(0.2)), x, y, noise / prior);

  Tensor asked = Tensor.of(0, 0.5, 1, 1.5, 2, 3, 4).reshape(7, 1);
  TangentKernel<Net> kernel = TangentKernel.of(Net::apply, trained);
  Tensor across = kernel.matrix(x, asked).times(prior);                             // [examples, asked]
  Tensor among = kernel.matrix(x).times(prior);
  Tensor known = across.times(solve(among, noise, across)).sum(0);
  Tensor variance = kernel.diagonal(asked).at(2, 0).times(prior);
  for (int i = 0; i < asked.shape().size(0); i++) {
    IO.println("x = %.1f: %6.3f ± %.3f".formatted(asked.at(0, i).item(), trained.apply(asked).at(0, i).item(),
        Math.sqrt(variance.at(0, i).at(0, i).item() - known.at(0, i).item())));
  }
}

/// Weights of the largest posterior density.
Net train(Net start, Tensor x, Tensor y, double decay) {
  Optimizer.State<Net> state = Optimizer.adam().start(start);
  for (int step = 0; step < 500; step++) {
    state = Optimizer.adam().next(state, Autodiff.gradient(w -> w.apply(x).minus(y).square().sum()
        .plus(Tree.dot(w, w).times(decay)), state.parameters()), 0.02);
  }
  return state.parameters();
}

/// The columns Z with (A + s)Z = B, by conjugate gradients, for all columns at a time.
Tensor solve(Tensor a, double s, Tensor b) {
  Tensor z = b.times(0), residual = b, direction = b, square = b.square().sumKeep(0);
  for (int step = 0; step < 100 && square.max().item() > 1e-20; step++) {
    Tensor image = a.matmul(direction).plus(direction.times(s));
    Tensor length = square.dividedBy(direction.times(image).sumKeep(0));
    z = z.plus(direction.times(length));
    residual = residual.minus(image.times(length));
    Tensor next = residual.square().sumKeep(0);
    direction = residual.plus(direction.times(next.dividedBy(square)));
    square = next;
  }
  return z;
}
