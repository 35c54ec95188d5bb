import dev.jacobean.autodiff.*;
import dev.jacobean.autodiff.array.Backends;
import dev.jacobean.nn.*;
import java.util.function.UnaryOperator;

/// Finds the size, the decay and the pitch of a damped oscillation by Gauss–Newton: each step solves (G + λ)u = g, for
/// the gradient g, by conjugate gradients, and goes to w − u. The Gauss–Newton matrix G is known by its products only,
/// so the same program does for any number of parameters.
record Wave(Tensor size, Tensor decay, Tensor pitch) {
  static Wave of(double size, double decay, double pitch) {
    return new Wave(Tensor.scalar(size), Tensor.scalar(decay), Tensor.scalar(pitch));
  }

  Tensor at(Tensor t) { return t.times(decay).negate().exp().times(t.times(pitch).cos()).times(size); }
}

void main() {
  Tensor t = Tensor.range(Backends.f64(), 50).times(0.1);
  Tensor heard = Wave.of(2, 0.3, 3).at(t);
  UnaryOperator<Tensor> loss = output -> Loss.meanSquared(output, heard);

  Wave w = Wave.of(1, 0.1, 2.6);
  double damping = 0.01;                                          // λ: as far as a step is trusted (Marquardt 1963)
  double now = loss.apply(w.at(t)).item();
  for (int step = 1; now > 1e-12; step++) {
    Wave gradient = Autodiff.gradient((Wave at) -> loss.apply(at.at(t)), w);
    Curvature<Wave> matrix = Curvature.gaussNewton(at -> at.at(t), loss, w);
    double lambda = damping;
    Wave next = Tree.minus(w, solve(u -> Tree.plusTimes(matrix.pushforward(u), lambda, u), gradient));
    double then = loss.apply(next.at(t)).item();
    boolean better = then < now;
    damping *= better ? 0.1 : 10;
    if (better) {
      w = next;
      now = then;
    }
    IO.println("step %2d: loss %.0e%s".formatted(step, then, better ? "" : ", not taken"));
  }
  IO.println("size %.4f, decay %.4f, pitch %.4f".formatted(w.size().item(), w.decay().item(), w.pitch().item()));
}

/// The tree u with Au = b, for a symmetric positive A, by conjugate gradients (Hestenes & Stiefel 1952).
<P> P solve(UnaryOperator<P> matrix, P b) {
  P u = Tree.zerosLike(b), residual = b, direction = b;
  double square = Tree.dot(b, b).item(), enough = 1e-20 * square;
  for (int step = 0; step < Tree.size(b) && square > enough; step++) {
    P image = matrix.apply(direction);
    double length = square / Tree.dot(direction, image).item();
    u = Tree.plusTimes(u, length, direction);
    residual = Tree.plusTimes(residual, -length, image);
    double before = square;
    square = Tree.dot(residual, residual).item();
    direction = Tree.plusTimes(residual, square / before, direction);
  }
  return u;
}
