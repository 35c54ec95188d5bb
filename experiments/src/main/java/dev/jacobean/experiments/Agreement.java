package dev.jacobean.experiments;

import dev.jacobean.autodiff.Tensor;
import dev.jacobean.autodiff.Workspace;
import dev.jacobean.autodiff.array.Backend;
import dev.jacobean.autodiff.array.Backends;
import dev.jacobean.autodiff.array.DType;
import dev.jacobean.nn.Gradients;
import dev.jacobean.nn.Optimizer;
import dev.jacobean.nn.Sequential;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// How far networks of large scale are from their tangent model after the same steps from the same weights, all in F64:
/// the relative difference ‖αh − h̄‖/‖h̄‖ of outputs on test images, and the part of them that are put into the same class.
///
/// @param seed   of weights and images
/// @param recipe how they learn; its epochs do not matter
/// @param steps  how long
/// @param alphas the scales
record Agreement(long seed, Recipe recipe, int steps, List<Double> alphas) implements Job {
  @Override
  public long work() {
    double passes = 3 * alphas.size() + 5;
    return steps * Math.max(1, Math.round(2 * recipe.flopPerPass() * passes / 1e7));
  }

  @Override
  public Result run(Progress progress) {
    Backend backend = Backends.of(DType.F64);
    Pictures.Loaded loaded = recipe.pictures().shipped(backend);
    int[] all = IntStream.range(0, loaded.test().size()).toArray();
    Tensor test = loaded.test().pick(Seeds.stream(seed, 0, "nothing"), all).inputs();
    Sequential start = recipe.start(seed);
    List<Double> scales = new ArrayList<>(alphas);
    scales.add(Double.POSITIVE_INFINITY);
    List<Tensor> outputs = new ArrayList<>();
    Workspace memory = new Workspace();
    for (double alpha : scales) {
      Student student = Student.of(start, alpha, backend);
      Lesson lesson = Lesson.of(recipe, seed, student, loaded, Progress.silent());
      Optimizer.State<Sequential> state = Recipe.rule().start(student.start());
      for (int i = 0; i < steps; i++) {
        int step = i;
        state = memory.next(state, at -> lesson.step(at, lesson.draw(step), step).state());
      }
      outputs.add(student.output(state.parameters(), test));
      progress.advance(work() * outputs.size() / scales.size() - work() * (outputs.size() - 1) / scales.size());
    }
    return compared(outputs.subList(0, alphas.size()), outputs.getLast());
  }

  private static Result compared(List<Tensor> outputs, Tensor tangent) {
    double norm = Gradients.norm(tangent).item();
    double[] classes = tangent.argmax(1).toDoubles();
    return Result.empty()
        .with("difference", outputs.stream().mapToDouble(y -> Gradients.norm(y.minus(tangent)).item() / norm).toArray())
        .with("sameClass", outputs.stream().mapToDouble(y -> same(y.argmax(1).toDoubles(), classes)).toArray());
  }

  private static double same(double[] left, double[] right) {
    return 100.0 * IntStream.range(0, left.length).filter(i -> left[i] == right[i]).count() / left.length;
  }
}
