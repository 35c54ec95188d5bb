package dev.jacobean.nn;

import dev.jacobean.nn.data.DataException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/// How to train: what a step is, on which batches, how many, and what happens in between. Immutable.
///
/// Training is a function: batch s and step s depend on the seed and on s only, never on a clock, a thread or what was
/// drawn before. So a run that was killed and resumed ends in the same bits as one that was not.
///
/// {@snippet file="dev/jacobean/nn/ModelSnippetsTest.java" region="trainer"}
///
/// @param <S> the state, a tree: parameters, and what the optimiser remembers. Only what a tree shows is checked and
///     saved: what layers hold besides ([Layer#state]) must stand in it as tensors
/// @param <B> a batch
public final class Trainer<S, B> {
  /// One step of training. Pure. It runs as a step of a [dev.jacobean.autodiff.Workspace]: tensors that it makes and
  /// does not return as the state end with it.
  ///
  /// @param <S> the state, a tree
  /// @param <B> a batch
  @FunctionalInterface
  public interface Step<S, B> {
    /// {@return the state after a batch, and the batch's score with the parameters before}
    /// @param state where training stands
    /// @param batch number `step` of the batches
    /// @param step counted from 0; whatever is random comes from a seed and this number
    Stepped<S> apply(S state, B batch, long step);
  }

  /// What a step gives.
  ///
  /// @param <S> the state, a tree
  /// @param state after the step
  /// @param score of the batch, with the parameters before
  public record Stepped<S>(S state, Score score) {}

  /// How a trainer's options stand.
  ///
  /// @param report after how many steps there are metrics
  /// @param evaluate after how many steps there is an evaluation; 0 for never
  /// @param save after how many steps, or how much time, there is a checkpoint
  /// @param depth how many batches are prepared ahead
  /// @param threads how many threads prepare them
  record Options<S>(long report, long evaluate, Function<S, Score> evaluation, @Nullable Checkpoints checkpoints,
      long save, Duration saveTime, int depth, int threads) {}

  private final Step<S, B> step;
  private final LongFunction<? extends B> batches;
  private final long steps;
  private final Options<S> options;

  private Trainer(Step<S, B> step, LongFunction<? extends B> batches, long steps, Options<S> options) {
    this.step = step;
    this.batches = batches;
    this.steps = steps;
    this.options = options;
  }

  /// {@return training with this step on batches 0 to `steps` − 1, reporting at the end only}
  /// @param <S> the state, a tree
  /// @param <B> a batch
  /// @param step what is done with each batch
  /// @param batches the batch of a step, a pure function: [dev.jacobean.nn.data.Batches]
  /// @param steps how many in all
  /// @throws IllegalArgumentException unless `steps` is positive
  public static <S, B> Trainer<S, B> of(Step<S, B> step, LongFunction<? extends B> batches, long steps) {
    Options<S> options =
        new Options<>(positive("steps", steps), 0, state -> Score.NONE, null, steps, Duration.ofDays(1000), 2, 1);
    return new Trainer<>(step, batches, steps, options);
  }

  /// {@return this trainer with a report after every so many steps}
  /// @param every so many steps, counted from the beginning of the run
  /// @throws IllegalArgumentException unless positive
  public Trainer<S, B> reporting(long every) {
    return with(new Options<>(positive("report", every), options.evaluate, options.evaluation, options.checkpoints,
        options.save, options.saveTime, options.depth, options.threads));
  }

  /// {@return this trainer with an evaluation and a report after every so many steps, and after the last}
  /// @param every so many steps, counted from the beginning of the run
  /// @param evaluation gives a state's score, on held-out examples say; pure
  /// @throws IllegalArgumentException unless positive
  public Trainer<S, B> evaluating(long every, Function<S, Score> evaluation) {
    return with(new Options<>(options.report, positive("evaluate", every), evaluation, options.checkpoints,
        options.save, options.saveTime, options.depth, options.threads));
  }

  /// {@return this trainer with checkpoints} One is saved after every so many steps, whenever so much time has passed since
  /// the one before, and after the last step. When that is changes nothing in the results.
  ///
  /// @param checkpoints of this run alone
  /// @param every so many steps, counted from the beginning of the run
  /// @param time measured by the clock; zero saves after each step
  /// @throws IllegalArgumentException unless `every` is positive and `time` is not negative
  public Trainer<S, B> saving(Checkpoints checkpoints, long every, Duration time) {
    Check.that(!time.isNegative(), "trainer: save time is %s; must not be negative", time);
    return with(new Options<>(options.report, options.evaluate, options.evaluation, checkpoints,
        positive("save", every), time, options.depth, options.threads));
  }

  /// {@return this trainer with up to `depth` batches prepared ahead on other threads}
  /// @param depth how many batches wait at the most
  /// @param threads how many threads prepare them
  /// @throws IllegalArgumentException unless positive
  public Trainer<S, B> prefetching(int depth, int threads) {
    return with(new Options<>(options.report, options.evaluate, options.evaluation, options.checkpoints, options.save,
        options.saveTime, (int) positive("depth", depth), (int) positive("threads", threads)));
  }

  /// {@return training from the beginning}
  /// @param initial the state to begin with
  /// @throws DataException if there are checkpoints already
  public Training<S> start(S initial) {
    Optional.ofNullable(options.checkpoints).flatMap(Checkpoints::last).ifPresent(path -> {
      throw new DataException(path + ": is a checkpoint of an earlier run; must be resumed, or be out of the way");
    });
    return new Training<>(new Loop<>(step, batches, steps, options),
        new Checkpoints.Saved<>(0, initial, Map.of("score", Score.NONE.text(), "history", "")));
  }

  /// {@return training from the last checkpoint, or from the beginning if there is none}
  /// @param initial the state to begin with, which also says what a checkpoint must be like
  /// @throws DataException if the checkpoint is damaged, or of another model, version or run
  public Training<S> resume(S initial) {
    Optional<Checkpoints.Saved<S>> saved =
        Optional.ofNullable(options.checkpoints).flatMap(checkpoints -> checkpoints.latest(initial));
    return saved.map(from -> new Training<>(new Loop<>(step, batches, steps, options), from))
        .orElseGet(() -> start(initial));
  }

  /// What a run needs to know.
  record Loop<S, B>(Step<S, B> step, LongFunction<? extends B> batches, long steps, Options<S> options) {}

  private Trainer<S, B> with(Options<S> other) {
    return new Trainer<>(step, batches, steps, other);
  }

  private static long positive(String name, long number) {
    if (number <= 0) {
      throw new IllegalArgumentException("trainer: " + name + " is " + number + "; must be positive");
    }
    return number;
  }
}
