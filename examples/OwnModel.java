import dev.jacobean.autodiff.*;
import dev.jacobean.autodiff.array.Backends;
import dev.jacobean.nn.*;
import java.util.Random;
import java.util.function.UnaryOperator;

/// Will this model train lazily, that is, like its linearisation at the start? Trains both side by side at two scales
/// α, and then lets the library say it.
///
/// Any record of tensors with a function of an input will do in the place of this one.
record Oscillator(Tensor frequency, Tensor phase, Tensor size) {
  Tensor apply(Tensor x) { return x.times(frequency).plus(phase).sin().matmul(size); }
}

void main() {
  var random = new Random(4);
  var start = new Oscillator(Tensor.normal(Backends.f64(), random, 1, 20), Tensor.normal(Backends.f64(), random, 20),
      Tensor.normal(Backends.f64(), random, 20, 1).times(0.2));
  Tensor x = Tensor.normal(Backends.f64(), random, 15, 1), y = x.abs();

  for (double alpha : new double[] {0.2, 20}) {
    Scaled<Oscillator> model = Scaled.centred(Oscillator::apply, alpha, start);     // α(h(w) − h(w₀))
    IO.println("alpha %s: after 100 steps the two are %.1f %% apart".formatted(alpha, 100 * gap(model, start, x, y)));
    IO.println("  " + Laziness.report(model, start, x, y).words());
  }
}

/// How far the outputs of the model and of its tangent model come apart in 100 steps of gradient descent, as a part of
/// what the tangent model learnt.
double gap(Scaled<Oscillator> model, Oscillator start, Tensor x, Tensor y) {
  TangentModel<Oscillator> tangent = model.tangent(start);
  Linearization<Oscillator, Tensor> map = tangent.on(x);                            // the model is evaluated once
  UnaryOperator<Tensor> loss = output -> Loss.halfSquared(output, y);
  Oscillator w = start, u = tangent.zero();
  for (int step = 0; step < 100; step++) {
    w = Tree.plusTimes(w, -0.1, model.valueAndGradient(loss, w, x).gradient());
    u = Tree.plusTimes(u, -0.1, tangent.valueAndGradient(loss, u, map).gradient());
  }
  Tensor learnt = tangent.apply(u, map);
  Tensor apart = model.apply(w, x).minus(learnt);
  return Math.sqrt(apart.dot(apart).item() / learnt.dot(learnt).item());
}
