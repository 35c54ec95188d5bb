package dev.jacobean.experiments;

import dev.jacobean.autodiff.Tensor;
import dev.jacobean.nn.Key;
import dev.jacobean.nn.Optimizer;
import dev.jacobean.nn.Score;
import dev.jacobean.nn.Sequential;
import dev.jacobean.nn.Trainer;
import dev.jacobean.nn.data.Batch;
import dev.jacobean.nn.data.Batches;
import dev.jacobean.nn.data.Examples;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// The steps by which a [Student] learns: pure functions of the seed and a step's number.
///
/// @param recipe     how it learns
/// @param student    who learns
/// @param batches    the images of each step, labelled by their numbers if they are never moved
/// @param still      what depends on an image's number alone, if they are never moved
/// @param progress   told of every step
record Lesson(Recipe recipe, Student student, Batches batches, Optional<Still> still, Progress progress) {
  /// Of images that are never moved, what need be known once.
  ///
  /// @param labels     their classes
  /// @param subtracted what is subtracted from the network's outputs, `[image, class]`
  record Still(int[] labels, Tensor subtracted) {}

  /// The images of a step.
  ///
  /// @param subtracted what is subtracted from the network's outputs, where it is known
  record Draw(Tensor inputs, int[] labels, Optional<Tensor> subtracted) {}

  private static final int MANY = 256;

  /// The lesson of a job.
  static Lesson of(ImageTraining job, Student student, Pictures.Loaded pictures, Progress progress) {
    return of(job.recipe(), job.seed(), student, pictures, progress);
  }

  /// The lesson of a student; the seed decides the order of the images and how they are moved.
  static Lesson of(Recipe recipe, long seed, Student student, Pictures.Loaded pictures, Progress progress) {
    Key key = Key.of(Seeds.stream(seed, 0, "images").nextLong());
    if (recipe.pictures().moved()) {
      return new Lesson(recipe, student, Batches.shuffled(pictures.train(), recipe.batch(), key), Optional.empty(),
          progress);
    }
    Examples examples = pictures.still();
    List<Tensor> inputs = new ArrayList<>();
    List<Tensor> subtracted = new ArrayList<>();
    int[] labels = new int[examples.size()];
    for (int from = 0; from < examples.size(); from += MANY) {
      int[] numbers = IntStream.range(from, Math.min(from + MANY, examples.size())).toArray();
      Batch batch = examples.pick(key.generator(), numbers);
      System.arraycopy(batch.labels(), 0, labels, from, numbers.length);
      inputs.add(batch.inputs());
      subtracted.add(student.subtracted(batch.inputs()));
    }
    Examples numbered = Examples.of(concatenated(inputs), IntStream.range(0, examples.size()).toArray());
    return new Lesson(recipe, student, Batches.shuffled(numbered, recipe.batch(), key),
        Optional.of(new Still(labels, concatenated(subtracted))), progress);
  }

  private static Tensor concatenated(List<Tensor> parts) {
    return Tensor.concatenate(0, parts.toArray(Tensor[]::new));
  }

  /// The images of a step.
  Draw draw(long step) {
    Batch batch = batches.apply(step);
    return still.map(known -> new Draw(batch.inputs(),
            Arrays.stream(batch.labels()).map(number -> known.labels[number]).toArray(),
            Optional.of(known.subtracted.gather(0, batch.labels()))))
        .orElseGet(() -> new Draw(batch.inputs(), batch.labels(), Optional.empty()));
  }

  /// One step.
  Trainer.Stepped<Optimizer.State<Sequential>> step(Optimizer.State<Sequential> state, Draw draw, long step) {
    Tensor subtracted = draw.subtracted.orElseGet(() -> student.subtracted(draw.inputs));
    Student.Graded graded = student.graded(output -> recipe.aim().of(output, draw.labels), state.parameters(),
        draw.inputs, subtracted);
    double rate = recipe.schedule().at((double) batches.position(step).epoch());
    progress.advance(1);
    return new Trainer.Stepped<>(Recipe.rule().next(state, graded.gradient(), rate),
        Score.of(graded.loss(), graded.output(), draw.labels));
  }
}
