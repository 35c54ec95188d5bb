package dev.jacobean.experiments;

import dev.jacobean.autodiff.Autodiff;
import dev.jacobean.autodiff.Linearization;
import dev.jacobean.autodiff.Tensor;
import dev.jacobean.autodiff.Tree;
import dev.jacobean.autodiff.ValueAndGradient;
import dev.jacobean.autodiff.WithAuxiliary;
import dev.jacobean.autodiff.array.Backend;
import dev.jacobean.autodiff.array.DType;
import dev.jacobean.nn.Scaled;
import dev.jacobean.nn.Sequential;
import dev.jacobean.nn.TangentModel;
import java.util.function.UnaryOperator;

/// A centred network that learns at one scale: α(h(w) − h(w₀)) in the variable w, or the limit of large α, Dh(w₀)u in
/// the variable u. Both descend R/α² from the same weights, so one learning rate serves all.
sealed interface Student {
  /// A loss, the outputs that it is of, and what the variable descends along.
  record Graded(double loss, Tensor output, Sequential gradient) {}

  /// The student of scale `alpha`, infinite for the tangent model.
  static Student of(Sequential origin, double alpha, Backend backend) {
    Sequential start = Tree.map(t -> t.to(backend), origin);
    return alpha == Double.POSITIVE_INFINITY ? new Linear(TangentModel.centred(Sequential::apply, start))
        : new Scaling(Scaled.centred(Sequential::apply, alpha, start), start);
  }

  /// Where the variable starts.
  Sequential start();

  /// What is subtracted from the network's output on `x` before it is scaled. It depends on nothing else.
  Tensor subtracted(Tensor x);

  /// The scaled output.
  Tensor output(Sequential at, Tensor x);

  /// The loss R of the scaled output, and the gradient of R/α².
  Graded graded(UnaryOperator<Tensor> loss, Sequential at, Tensor x, Tensor subtracted);

  /// The network itself whose activations are to be compared with those at the start, in F64.
  Sequential network(Sequential at);

  /// The initial network in F64.
  Sequential origin();

  /// α(h(w) − h(w₀)).
  record Scaling(Scaled<Sequential> model, Sequential start) implements Student {
    @Override
    public Tensor subtracted(Tensor x) {
      return model.start(x);
    }

    @Override
    public Tensor output(Sequential at, Tensor x) {
      return model.apply(at, x);
    }

    @Override
    public Graded graded(UnaryOperator<Tensor> loss, Sequential at, Tensor x, Tensor subtracted) {
      WithAuxiliary<ValueAndGradient<Sequential>, Tensor> found = Autodiff.valueGradientAndAuxiliary(w -> {
        Tensor output = model.apply(w, x, subtracted);
        return new WithAuxiliary<>(loss.apply(output).times(1 / (model.alpha() * model.alpha())), output);
      }, at);
      double objective = found.value().value().item();
      return new Graded(objective * model.alpha() * model.alpha(), found.auxiliary(), found.value().gradient());
    }

    @Override
    public Sequential network(Sequential at) {
      return precise(at);
    }

    @Override
    public Sequential origin() {
      return precise(start);
    }
  }

  /// Dh(w₀)u.
  record Linear(TangentModel<Sequential> model) implements Student {
    /// The scale at which u is put into the network, to look at its activations: w₀ + u/α.
    private static final double LOOKED_AT = 1e4;

    @Override
    public Sequential start() {
      return model.zero();
    }

    /// Nothing: the linearisation's own value is left out.
    @Override
    public Tensor subtracted(Tensor x) {
      return Tensor.zeros(x.backend(), x.shape().size(0), Pictures.CLASSES);
    }

    @Override
    public Tensor output(Sequential at, Tensor x) {
      return model.apply(at, x);
    }

    @Override
    public Graded graded(UnaryOperator<Tensor> loss, Sequential at, Tensor x, Tensor subtracted) {
      Linearization<Sequential, Tensor> map = model.on(x);
      Tensor output = model.apply(at, map);
      ValueAndGradient<Tensor> residual = Autodiff.valueAndGradient(loss, output);
      return new Graded(residual.value().item(), output, map.pullback(residual.gradient()));
    }

    @Override
    public Sequential network(Sequential at) {
      return Tree.plus(origin(), Tree.times(1 / LOOKED_AT, precise(at)));
    }

    @Override
    public Sequential origin() {
      return precise(model.origin());
    }
  }

  private static Sequential precise(Sequential parameters) {
    return Tree.map(t -> t.to(DType.F64), parameters);
  }
}
