package dev.jacobean.experiments;

import dev.jacobean.autodiff.Autodiff;
import dev.jacobean.autodiff.Linearization;
import dev.jacobean.autodiff.Tensor;
import dev.jacobean.autodiff.Tree;
import dev.jacobean.autodiff.ValueAndGradient;
import dev.jacobean.autodiff.array.Backends;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// Figure 1(c): the test loss of a trained two-layer network against the scale τ of its initial weights, and the loss
/// of its tangent model, which is the limit of large τ.
final class ScaleSweep implements Experiment {
  /// The test loss is evaluated before every tenth step, and at the end.
  private static final int EVERY = 10;

  /// The sizes of a run.
  ///
  /// @param d       input dimension
  /// @param n       training points, and as many test points
  /// @param m       units of the student
  /// @param steps   full-batch gradient steps
  /// @param repeats independent teachers, data sets and initial weights
  /// @param tenths  the values of 10·log₁₀ τ
  record Settings(int d, int n, int m, int steps, int repeats, List<Integer> tenths) {}

  /// Everything random in one repeat: the same for all τ.
  private record Draw(Teaching teaching, TwoLayer student) {
    static Draw of(long seed, int repeat, Settings s) {
      Teaching teaching = new Teaching(Teaching.teacher(3, s.d, Seeds.stream(seed, repeat, "teacher")),
          Teaching.sphere(s.n, s.d, Seeds.stream(seed, repeat, "train")),
          Teaching.sphere(s.n, s.d, Seeds.stream(seed, repeat, "test")));
      return new Draw(teaching, Teaching.symmetricStudent(s.m, s.d, Seeds.stream(seed, repeat, "student")));
    }
  }

  /// One network trained from initial weights of scale τ = 10^(tenths/10).
  record Network(long seed, int repeat, int tenths, int d, int n, int m, int steps) implements Job {
    @Override
    public long work() {
      return steps;
    }

    @Override
    public Result run(Progress progress) {
      Draw draw = Draw.of(seed, repeat, new Settings(d, n, m, steps, 1, List.of()));
      Tensor x = draw.teaching.train();
      Tensor y = draw.teaching.trainLabels();
      Tensor testX = draw.teaching.test();
      Tensor testY = draw.teaching.testLabels();
      double tau = tau(tenths);
      double rate = rate(tau);
      TwoLayer w = Tree.times(tau, draw.student);
      Curve curve = new Curve(steps, progress);
      for (int step = 0; step < steps; step++) {
        if (step % EVERY == 0) {
          curve.note(step, Teaching.loss(w.apply(testX), testY).item());
        }
        ValueAndGradient<TwoLayer> at = Autodiff.valueAndGradient(v -> Teaching.loss(v.apply(x), y), w);
        w = Tree.minus(w, Tree.times(rate, at.gradient()));
      }
      curve.note(steps, Teaching.loss(w.apply(testX), testY).item());
      return curve.result(Teaching.loss(w.apply(x), y).item());
    }
  }

  /// The tangent model at the same initial weights with τ = 1, trained by as many steps: f(w₀) + Df(w₀)u with u from 0.
  /// For these homogeneous units, symmetric so that f(w₀) = 0, another τ with the rate 0.1/τ² gives the same functions.
  record Tangent(long seed, int repeat, int d, int n, int m, int steps) implements Job {
    @Override
    public long work() {
      return steps;
    }

    @Override
    public Result run(Progress progress) {
      Draw draw = Draw.of(seed, repeat, new Settings(d, n, m, steps, 1, List.of()));
      Tensor y = draw.teaching.trainLabels();
      Tensor testY = draw.teaching.testLabels();
      Linearization<TwoLayer, Tensor> train = Autodiff.linearize(w -> w.apply(draw.teaching.train()), draw.student);
      Linearization<TwoLayer, Tensor> test = Autodiff.linearize(w -> w.apply(draw.teaching.test()), draw.student);
      TwoLayer u = Tree.zerosLike(draw.student);
      double rate = rate(1);
      Curve curve = new Curve(steps, progress);
      for (int step = 0; step < steps; step++) {
        if (step % EVERY == 0) {
          curve.note(step, Teaching.loss(test.value().plus(test.pushforward(u)), testY).item());
        }
        Tensor residual = train.value().plus(train.pushforward(u)).minus(y);
        u = Tree.minus(u, Tree.times(rate, train.pullback(residual.times(1.0 / n))));
      }
      curve.note(steps, Teaching.loss(test.value().plus(test.pushforward(u)), testY).item());
      return curve.result(Teaching.loss(train.value().plus(train.pushforward(u)), y).item());
    }
  }

  /// The test loss during one training run.
  private static final class Curve {
    private final int steps;
    private final Progress progress;
    private double last;
    private double best = Double.POSITIVE_INFINITY;
    private int bestStep;
    private int told;

    Curve(int steps, Progress progress) {
      this.steps = steps;
      this.progress = progress;
    }

    void note(int step, double loss) {
      last = loss;
      if (loss < best) {
        best = loss;
        bestStep = step;
      }
      if (step - told >= 100 || step == steps) {
        progress.advance(step - told);
        told = step;
      }
    }

    Result result(double train) {
      return Result.empty().with("end", last).with("best", best).with("bestStep", bestStep).with("train", train);
    }
  }

  static double tau(int tenths) {
    return Math.pow(10, tenths / 10.0);
  }

  /// The step of the paper's code.
  static double rate(double tau) {
    return Math.min(10, 0.1 / (tau * tau));
  }
}
