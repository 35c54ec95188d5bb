package dev.jacobean.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jacobean.autodiff.Tensor;
import dev.jacobean.autodiff.Tree;
import dev.jacobean.autodiff.array.Backends;
import dev.jacobean.nn.Optimizer.State;
import dev.jacobean.nn.SmallTraining.Mlp;
import dev.jacobean.nn.Trainer.Stepped;
import dev.jacobean.nn.data.Batch;
import dev.jacobean.nn.data.Batches;
import dev.jacobean.nn.data.DataException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrainerTest {
  @TempDir Path folder;

  @Test
  void progressTellsLossAccuracyStepsAndTime() {
    Trainer<State<Mlp>, Batch> trainer = SmallTraining.trainer(1).reporting(200);
    try (Training<State<Mlp>> training = trainer.start(SmallTraining.initial())) {
      List<Progress> progress = training.progress().toList();
      assertThat(progress).extracting(p -> p.metrics().step())
          .containsExactly(50L, 100L, 150L, 200L, 250L, 300L, 350L, 400L, 450L, 500L, 550L, 600L);
      assertThat(progress).allMatch(p -> p.steps() == 600 && p.examplesPerSecond() > 0 && !p.left().isNegative());
      assertThat(progress.getLast().left()).isZero();
      assertThat(training.history()).isEqualTo(progress.stream().map(Progress::metrics).toList());
      Metrics first = progress.getFirst().metrics();
      Metrics last = progress.getLast().metrics();
      assertThat(first.training().examples()).isEqualTo(10 * 70);
      assertThat(last.training().meanLoss()).isLessThan(0.7 * first.training().meanLoss());
      assertThat(last.heldOut().orElseThrow().accuracy()).isGreaterThan(0.6);
      assertThat(last.heldOut()).contains(SmallTraining.evaluate(training.state()));
      assertThatThrownBy(training::next).isInstanceOf(NoSuchElementException.class);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4})
  void anyNumberOfThreadsGivesTheSameBits(int threads) {
    assertThat(whole(SmallTraining.trainer(threads))).isEqualTo(whole(SmallTraining.trainer(1)));
  }

  @Test
  void aRunStoppedWithinAnEpochAndBetweenReportsGoesOnInTheSameBits() {
    Trainer<State<Mlp>, Batch> trainer = SmallTraining.trainer(2).reporting(40);
    Checkpoints checkpoints = SmallTraining.checkpoints(folder);
    for (int life = 1; life <= 12; life++) {
      try (Training<State<Mlp>> training = trainer.saving(checkpoints, 17, Duration.ofHours(1))
          .resume(SmallTraining.initial())) {
        assertThat(training.step()).as("life %d", life).isEqualTo(40L * (life - 1) / 17 * 17);
        while (training.step() < 40L * life) {
          training.next();
        }
      }
    }
    try (Training<State<Mlp>> training = trainer.saving(checkpoints, 17, Duration.ofHours(1))
        .resume(SmallTraining.initial())) {
      training.finish();
      assertThat(SmallTraining.everything(training)).isEqualTo(whole(SmallTraining.trainer(1).reporting(40)));
    }
  }

  @Test
  void whenCheckpointsAreSavedChangesNothing() {
    Trainer<State<Mlp>, Batch> eager = SmallTraining.trainer(1)
        .saving(SmallTraining.checkpoints(folder.resolve("eager")), 600, Duration.ofMillis(5));
    Trainer<State<Mlp>, Batch> lazy = SmallTraining.trainer(1)
        .saving(SmallTraining.checkpoints(folder.resolve("lazy")), 300, Duration.ofHours(1));
    String expected = whole(SmallTraining.trainer(1));
    assertThat(whole(eager)).isEqualTo(expected);
    assertThat(whole(lazy)).isEqualTo(expected);
    Duration forever = ChronoUnit.FOREVER.getDuration();
    assertThat(whole(SmallTraining.trainer(1).saving(SmallTraining.checkpoints(folder.resolve("never")), 600, forever)))
        .isEqualTo(expected);
    try (Training<State<Mlp>> finished = lazy.resume(SmallTraining.initial())) {
      assertThat(finished.hasNext()).isFalse();
      assertThat(SmallTraining.everything(finished)).isEqualTo(expected);
    }
  }

  @Test
  void startingOverOldCheckpointsIsRefused() {
    Trainer<State<Mlp>, Batch> trainer =
        SmallTraining.trainer(1).saving(SmallTraining.checkpoints(folder), 300, Duration.ofHours(1));
    whole(trainer);
    assertThatThrownBy(() -> trainer.start(SmallTraining.initial())).isInstanceOf(DataException.class)
        .hasMessageEndingWith("is a checkpoint of an earlier run; must be resumed, or be out of the way");
    Trainer<State<Mlp>, Batch> shorter = Trainer.of(SmallTraining::step, step -> Batches.inOrder(
        SmallTraining.examples(), 7).apply(step), 10).saving(SmallTraining.checkpoints(folder), 1, Duration.ZERO);
    assertThatThrownBy(() -> shorter.resume(SmallTraining.initial())).isInstanceOf(DataException.class)
        .hasMessage("checkpoint: has 600 steps done; must have at most 10");
  }

  @Test
  void aStateThatIsNotFiniteStopsTheRunWithStepPlaceAndLastCheckpoint() {
    Trainer.Step<State<Mlp>, Batch> step = (state, batch, number) -> {
      Stepped<State<Mlp>> good = SmallTraining.step(state, batch, number);
      Linear second = good.state().parameters().second();
      Tensor weight = number < 25 ? second.weight() : second.weight().times(1e30).square();
      Linear bad = new Linear(weight, second.bias());
      Mlp all = new Mlp(good.state().parameters().first(), bad);
      return new Stepped<>(good.state().then(all, good.state().memory()), good.score());
    };
    Batches batches = Batches.shuffled(SmallTraining.examples(), 16, SmallTraining.KEY);
    Trainer<State<Mlp>, Batch> trainer = Trainer.of(step, batches, 99)
        .saving(SmallTraining.checkpoints(folder), 10, Duration.ofHours(1));
    try (Training<State<Mlp>> training = trainer.start(SmallTraining.initial())) {
      assertThatThrownBy(training::finish).isInstanceOfSatisfying(DivergenceException.class, e -> {
        assertThat(e.step()).isEqualTo(25);
        assertThat(e.place()).isEqualTo("parameters.second.weight");
        assertThat(e.getMessage()).startsWith("training: step 25: mean loss is ")
            .contains("the first tensor of the state that is not finite is parameters.second.weight, from square")
            .endsWith("(last good checkpoint: " + folder.resolve("step-000000000020.safetensors") + ")");
      });
    }
    try (Training<State<Mlp>> resumed = trainer.resume(SmallTraining.initial())) {
      assertThat(resumed.step()).isEqualTo(20);
    }
  }

  @Test
  void aLossThatIsNotFiniteStopsTheRun() {
    Trainer.Step<Tensor, Long> step =
        (state, batch, number) -> new Stepped<>(state, Score.of(Math.log(3 - number), 0, 1));
    try (Training<Tensor> training = Trainer.of(step, number -> number, 9).start(Tensor.scalar(1))) {
      assertThatThrownBy(training::finish).isInstanceOf(DivergenceException.class)
          .hasMessage("training: step 3: mean loss is -Infinity; must be finite (last good checkpoint: none)");
    }
  }

  /// The loss is finite, and a lone tensor has no name in its tree.
  @Test
  void aLoneTensorThatIsNotFiniteStopsTheRun() {
    Trainer.Step<Tensor, Long> step = (state, batch, number) -> new Stepped<>(state.times(1e200), Score.of(0, 0, 1));
    Trainer<Tensor, Long> trainer = Trainer.of(step, number -> number, 9)
        .saving(new Checkpoints(folder, Map.of()), 1, Duration.ofHours(1));
    try (Training<Tensor> training = trainer.start(Tensor.scalar(1))) {
      assertThatThrownBy(training::finish).isInstanceOfSatisfying(DivergenceException.class, e -> {
        assertThat(e.place()).isEqualTo("value");
        assertThat(e.getMessage()).startsWith("training: step 1: mean loss is 0.0, and the first tensor of the state"
            + " that is not finite is value, from times");
      });
      assertThat(training.state().item()).isEqualTo(1e200);
    }
    assertThat(trainer.resume(Tensor.scalar(1)).step()).isEqualTo(1);
  }

  record Mixed(Tensor single, Tensor other, List<Tensor> wide) {}

  @Test
  void everyTensorOfAStateOfMixedElementTypesIsWatched() {
    Mixed good = new Mixed(Tensor.of(1f, 2f), Tensor.of(3f), List.of(Tensor.of(4.0), Tensor.of(5.0, 6)));
    for (int bad = 0; bad < 4; bad++) {
      List<Tensor> leaves = new ArrayList<>(Tree.leaves(good));
      leaves.set(bad, leaves.get(bad).dividedBy(0));
      Mixed state = Tree.rebuild(good, leaves);
      Trainer.Step<Mixed, Long> step = (before, batch, number) -> new Stepped<>(state, Score.of(0, 0, 1));
      try (Training<Mixed> training = Trainer.of(step, number -> number, 9).start(good)) {
        String name = Tree.names(good).get(bad);
        assertThatThrownBy(training::finish).isInstanceOfSatisfying(DivergenceException.class,
            e -> assertThat(e.place()).isEqualTo(name));
      }
    }
  }

  @Test
  void aStepOrEvaluationThatFailsOnceIsMadeAgain() {
    Set<Long> failing = new HashSet<>(Set.of(3L, 4L, 100L));
    Set<Long> failingLooks = new HashSet<>(Set.of(100L, SmallTraining.STEPS));
    Trainer<State<Mlp>, Batch> trainer = Trainer.of((State<Mlp> state, Batch batch, long step) -> {
      refuse(failing, step);
      return SmallTraining.step(state, batch, step);
    }, Batches.shuffled(SmallTraining.examples(), 16, SmallTraining.KEY), SmallTraining.STEPS).reporting(1);
    trainer = trainer.evaluating(50, state -> {
      refuse(failingLooks, state.count());
      return SmallTraining.evaluate(state);
    });
    try (Training<State<Mlp>> training = trainer.start(SmallTraining.initial())) {
      for (int failure = 0; failure < 5; failure++) {
        assertThatThrownBy(training::finish).isInstanceOf(IllegalStateException.class).hasMessage("not now");
      }
      training.finish();
      assertThat(training.hasNext()).isFalse();
      assertThat(SmallTraining.everything(training)).isEqualTo(whole(SmallTraining.trainer(1)));
    }
  }

  private static void refuse(Set<Long> failing, long step) {
    if (failing.remove(step)) {
      throw new IllegalStateException("not now");
    }
  }

  @Test
  void afterClosingTrainingGoesNoFurther() {
    Training<State<Mlp>> training = SmallTraining.trainer(1).start(SmallTraining.initial());
    training.next();
    training.close();
    assertThat(training.hasNext()).isFalse();
    String sentence = "training: was closed after 1 of 600 steps; must be open to go on";
    assertThatThrownBy(training::next).isInstanceOf(IllegalStateException.class).hasMessage(sentence);
    assertThatThrownBy(training::finish).isInstanceOf(IllegalStateException.class).hasMessage(sentence);
  }

  /// Saving takes far longer here than the steps.
  @Test
  void theSpeedIsThatOfTheStepsAlone() {
    Trainer.Step<Tensor, Long> step = (state, batch, number) -> new Stepped<>(state, Score.of(0, 0, 1));
    Trainer<Tensor, Long> trainer = Trainer.of(step, number -> number, 40).saving(
        new Checkpoints(folder, Map.of()), 1, Duration.ofHours(1));
    long begin = System.nanoTime();
    try (Training<Tensor> training = trainer.start(Tensor.zeros(Backends.f64(), 100_000))) {
      Progress progress = training.next();
      double withSaving = 40 / ((System.nanoTime() - begin) * 1e-9);
      assertThat(progress.examplesPerSecond()).isGreaterThan(2 * withSaving);
    }
  }

  @Test
  void largeButFiniteStatesGoOn() {
    Tensor large = Tensor.of(1e308, 1e308);
    Trainer.Step<Tensor, Long> step = (state, batch, number) -> new Stepped<>(state, Score.of(0, 0, 1));
    try (Training<Tensor> training = Trainer.of(step, number -> number, 3).start(large)) {
      assertThat(training.finish()).isSameAs(large);
    }
  }

  @Test
  void badOptionsAreTold() {
    assertThatThrownBy(() -> SmallTraining.trainer(1).reporting(0)).isInstanceOf(IllegalArgumentException.class)
        .hasMessage("trainer: report is 0; must be positive");
    assertThatThrownBy(() -> SmallTraining.trainer(0)).hasMessage("trainer: threads is 0; must be positive");
    assertThatThrownBy(() -> SmallTraining.trainer(1).saving(SmallTraining.checkpoints(folder), 1, Duration.ofDays(-1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("trainer: save time is PT-24H; must not be negative");
  }

  @Test
  void metricsAreKeptToTheLastBit() {
    Score score = new Score(0.1 + 0.2, 3, 7);
    List<Metrics> history = List.of(new Metrics(1, score, java.util.Optional.empty()),
        new Metrics(2, Score.of(1.0 / 3, 1, 3), java.util.Optional.of(score)));
    assertThat(Metrics.parse(Metrics.text(history))).isEqualTo(history);
    assertThat(Metrics.parse("")).isEmpty();
  }

  @Test
  void checkpointsNameTheTensorsOfTheState() {
    assertThat(Tree.names(SmallTraining.initial())).contains("parameters.first.weight", "memory[0].second.bias", "steps");
    assertThat(Map.copyOf(Weights.named(SmallTraining.initial()))).hasSize(9);
  }

  private static String whole(Trainer<State<Mlp>, Batch> trainer) {
    try (Training<State<Mlp>> training = trainer.start(SmallTraining.initial())) {
      training.finish();
      return SmallTraining.everything(training);
    }
  }
}
