package dev.jacobean.experiments;

import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.jacobean.autodiff.Tensor;
import dev.jacobean.autodiff.Tree;
import dev.jacobean.autodiff.Workspace;
import dev.jacobean.autodiff.array.Backend;
import dev.jacobean.autodiff.array.Backends;
import dev.jacobean.autodiff.array.DType;
import dev.jacobean.nn.ActivationPattern;
import dev.jacobean.nn.Checkpoints;
import dev.jacobean.nn.DivergenceException;
import dev.jacobean.nn.Metrics;
import dev.jacobean.nn.Optimizer;
import dev.jacobean.nn.Score;
import dev.jacobean.nn.Sequential;
import dev.jacobean.nn.Trainer;
import dev.jacobean.nn.Training;
import dev.jacobean.nn.data.Batch;
import dev.jacobean.nn.data.Batches;
import dev.jacobean.nn.data.DataFolder;
import dev.jacobean.nn.data.Examples;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ObjDoubleConsumer;
import java.util.function.ToDoubleFunction;

/// Trains a network, or its tangent model, to tell images apart, and looks at it at the end.
///
/// @param seed   of the initial weights and of the order and motion of the images, the same for all scales
/// @param recipe how it learns
/// @param alpha  the scale; infinite for the tangent model
/// @param dtype  the precision of training
/// @param looked on how many test images activations are compared with those at the start
/// @param large  whether it is so large that it wants all threads for itself
/// @param folder where published images are: no part of what is computed
record ImageTraining(long seed, Recipe recipe, double alpha, DType dtype, int looked, boolean large,
                     @JsonIgnore DataFolder folder) implements Job {
  /// Images at a time where no gradient is asked for.
  private static final int MANY = 250;

  /// Parameters per second between two checkpoints, at least a minute: writing stays a small part of the time.
  private static final int PARAMETERS_PER_SECOND = 200_000;


  boolean isTangent() {
    return alpha == Double.POSITIVE_INFINITY;
  }

  @Override
  public long work() {
    return recipe.steps() * stepWork();
  }

  /// In units of 10 MFLOP: three passes for a gradient and one for what is subtracted, five for the tangent model; F64
  /// counts twice.
  private long stepWork() {
    double passes = isTangent() ? 5 : recipe.pictures().moved() ? 4 : 3;
    return Math.max(1, Math.round(recipe.flopPerPass() * passes * (dtype == DType.F64 ? 2 : 1) / 1e7));
  }

  @Override
  public boolean alone() {
    return large;
  }

  @Override
  public Result run(Progress progress) {
    return run(progress, Optional.empty(), Duration.ZERO);
  }

  @Override
  public Result run(Progress progress, Path place) {
    long parameters = Tree.leaves(recipe.start(seed)).stream().mapToLong(leaf -> leaf.shape().size()).sum();
    return run(progress, place, Duration.ofSeconds(Math.max(60, parameters / PARAMETERS_PER_SECOND)));
  }

  /// As above, saving whenever so much time has passed.
  Result run(Progress progress, Path place, Duration interval) {
    return run(progress, Optional.of(checkpoints(place)), interval);
  }

  /// Trains on for some epochs, or to the end, and concludes nothing; the next call, or a run, goes on from there.
  ///
  /// @param count  how many epochs, at least 1
  /// @param images what is learnt from
  /// @param place  where training is saved, as for [#run]
  /// @param epoch  told of each epoch, counted from 1, and of the seconds that it took
  void someEpochs(int count, Pictures.Loaded images, Path place, ObjDoubleConsumer<Long> epoch) {
    try (Training<Optimizer.State<Sequential>> training =
             open(images, Progress.silent(), Optional.of(checkpoints(place)), Duration.ofMinutes(1)).training) {
      for (int i = 0; i < count && training.hasNext(); i++) {
        long begin = System.nanoTime();
        training.next();
        epoch.accept(training.step() / recipe.stepsPerEpoch(), (System.nanoTime() - begin) * 1e-9);
      }
      training.save();
    }
  }

  private Checkpoints checkpoints(Path place) {
    return new Checkpoints(place, Map.of("job", Json.line(this)));
  }

  /// A training that can go on.
  private record Open(Student student, Pictures.Loaded pictures, Training<Optimizer.State<Sequential>> training) {}

  private Open open(
      Pictures.Loaded pictures, Progress progress, Optional<Checkpoints> checkpoints, Duration interval) {
    Backend backend = Backends.of(dtype);
    Student student = Student.of(recipe.start(seed), alpha, backend);
    Lesson lesson = Lesson.of(this, student, pictures, steps -> progress.advance(steps * stepWork()));
    Trainer<Optimizer.State<Sequential>, Lesson.Draw> plain =
        Trainer.of(lesson::step, lesson::draw, recipe.steps()).reporting(recipe.stepsPerEpoch());
    Trainer<Optimizer.State<Sequential>, Lesson.Draw> trainer =
        checkpoints.map(folder -> plain.saving(folder, recipe.steps(), interval)).orElse(plain);
    return new Open(student, pictures, trainer.resume(Recipe.rule().start(student.start())));
  }

  private Result run(Progress progress, Optional<Checkpoints> checkpoints, Duration interval) {
    Open open = open(recipe.pictures().load(folder, Backends.of(dtype)), progress, checkpoints, interval);
    try (Training<Optimizer.State<Sequential>> training = open.training) {
      progress.skip(training.step() * stepWork());
      Sequential end = training.finish().parameters();
      return judged(open.student, end, open.pictures).with("epochLoss", each(training, Score::meanLoss))
          .with("epochAccuracy", each(training, ImageTraining::percent));
    } catch (DivergenceException e) {
      return diverged();
    }
  }

  private static double[] each(Training<?> training, ToDoubleFunction<Score> value) {
    return training.history().stream().map(Metrics::training).mapToDouble(value).toArray();
  }

  /// In one rounding, so that 487 of 1,000 are 48.7.
  private static double percent(Score score) {
    return 100.0 * score.hits() / score.examples();
  }

  private Result judged(Student student, Sequential end, Pictures.Loaded pictures) {
    Score train = score(student, end, pictures.still());
    Score test = score(student, end, pictures.test());
    return Result.empty().with("train", percent(train)).with("test", percent(test))
        .with("trainLoss", train.meanLoss()).with("testLoss", test.meanLoss())
        .with("stability", 100 * stability(student, end));
  }

  /// NaN everywhere: no claim about it holds.
  private static Result diverged() {
    Result result = Result.empty();
    for (String name : List.of("train", "test", "trainLoss", "testLoss", "stability", "epochLoss", "epochAccuracy")) {
      result = result.with(name, Double.NaN);
    }
    return result;
  }

  private Score score(Student student, Sequential end, Examples examples) {
    Batches batches = Batches.inOrder(examples, MANY);
    Workspace memory = new Workspace();
    Score score = Score.NONE;
    for (int i = 0; i < batches.perEpoch(); i++) {
      Batch batch = batches.apply(i);
      score = score.plus(memory.step(() -> {
        Tensor output = student.output(end, batch.inputs());
        return Score.of(recipe.aim().of(output, batch.labels()).item(), output, batch.labels());
      }));
    }
    return score;
  }

  /// The mean over equal batches of test images.
  private double stability(Student student, Sequential end) {
    Examples test = recipe.pictures().load(folder, Backends.f64()).test();
    Sequential origin = student.origin();
    Sequential network = student.network(end);
    Batches batches = Batches.inOrder(test, Math.min(MANY, looked));
    double sum = 0;
    int count = looked / Math.min(MANY, looked);
    for (int i = 0; i < count; i++) {
      sum += ActivationPattern.stability(origin, network, batches.apply(i).inputs());
    }
    return sum / count;
  }
}
