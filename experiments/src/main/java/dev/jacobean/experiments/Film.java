package dev.jacobean.experiments;

import dev.jacobean.autodiff.Tensor;
import dev.jacobean.nn.TwoLayer;
import java.util.TreeSet;

/// Pictures of a two-layer network in the plane, taken during training: neuron `j` stands at |aⱼ|bⱼ.
final class Film {
  private static final int TELL_EVERY = 1000;

  private final Progress progress;
  private final TreeSet<Integer> due = new TreeSet<>();
  private final double[] steps;
  private final double[] losses;
  private final double[] x;
  private final double[] y;
  private final double[] sign;
  private int frame;
  private int told;

  Film(Trajectories.Sizes sizes, Progress progress) {
    this.progress = progress;
    due.add(0);
    for (int i = 0; i < sizes.frames(); i++) {
      due.add((int) Math.round(Math.pow(sizes.steps(), i / (sizes.frames() - 1.0))));
    }
    steps = new double[due.size()];
    losses = new double[due.size()];
    x = new double[due.size() * sizes.m()];
    y = new double[due.size() * sizes.m()];
    sign = new double[sizes.m()];
  }

  /// Takes a picture if one is due at this step.
  void look(int step, TwoLayer w, Tensor loss) {
    boolean look = due.contains(step);
    if (look || step - told >= TELL_EVERY) {
      progress.advance(step - told);
      told = step;
    }
    if (!look) {
      return;
    }
    double[] outer = w.outer().toDoubles();
    double[] inner = w.inner().toDoubles();
    for (int j = 0; j < outer.length; j++) {
      x[frame * outer.length + j] = Math.abs(outer[j]) * inner[2 * j];
      y[frame * outer.length + j] = Math.abs(outer[j]) * inner[2 * j + 1];
      sign[j] = Math.signum(outer[j]);
    }
    steps[frame] = step;
    losses[frame] = loss.item();
    frame++;
  }

  /// The pictures, one after the other; the signs are those of the last one.
  Result result() {
    return Result.empty().with("step", steps).with("loss", losses).with("x", x).with("y", y).with("sign", sign);
  }
}
