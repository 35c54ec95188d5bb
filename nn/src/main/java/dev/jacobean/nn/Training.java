package dev.jacobean.nn;

import dev.jacobean.autodiff.Autodiff;
import dev.jacobean.autodiff.Tensor;
import dev.jacobean.autodiff.Tree;
import dev.jacobean.autodiff.Workspace;
import dev.jacobean.autodiff.array.Backend;
import dev.jacobean.nn.Trainer.Loop;
import dev.jacobean.nn.Trainer.Stepped;
import dev.jacobean.nn.data.DataException;
import dev.jacobean.nn.data.Prefetch;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/// A run in progress: asking for the next progress record is what makes it go on. For one thread.
///
/// @param <S> the state, a tree
public final class Training<S> implements Iterator<Progress>, AutoCloseable {
  private final Run<?> run;
  private final Workspace memory = new Workspace();
  private S state;
  private boolean shown = true; // somebody else may hold the state
  private boolean closed;
  private Score score;
  private final List<Metrics> history;

  /// The batches ahead, and the steps they are for.
  private final class Run<B> {
    private final Loop<S, B> loop;
    private final Prefetch<B> batches;
    private final long from;
    private final long startNanos = System.nanoTime();
    private long done;
    private boolean due; // a report, of the steps done
    private long examples; // since the last report, as the time that their steps took
    private long stepNanos;
    private long savedNanos = startNanos;

    Run(Loop<S, B> loop, long from) {
      this.loop = loop;
      this.from = from;
      this.done = from;
      // one more than are ahead: the batch of the step at hand leaves when that is made
      this.batches = new Prefetch<>(
          loop.batches(), from, loop.steps(), loop.options().depth() + 1, loop.options().threads());
    }

    boolean isAtEnd() {
      return done == loop.steps() && !due;
    }

    /// Steps on to the next metrics. Called again after a failure, it goes on with what failed.
    Progress next() {
      while (!due) {
        step();
        due = isDue(loop.options().report()) || isDue(loop.options().evaluate());
        if (!due) {
          saveIfDue();
        }
      }
      Progress progress = report();
      due = false;
      saveIfDue();
      return progress;
    }

    private void step() {
      long begin = System.nanoTime();
      B batch = batches.peek();
      Stepped<S> stepped = memory.step(() -> loop.step().apply(state, batch, done));
      checkFinite(batch, stepped);
      batches.next();
      if (!shown) {
        memory.release(state, stepped.state());
      }
      state = stepped.state();
      shown = false;
      score = score.plus(stepped.score());
      done++;
      examples += stepped.score().examples();
      stepNanos += System.nanoTime() - begin;
    }

    private boolean isDue(long every) {
      return every > 0 && (done % every == 0 || done == loop.steps());
    }

    private Progress report() {
      Optional<Score> heldOut = isDue(loop.options().evaluate())
          ? Optional.of(loop.options().evaluation().apply(state())) : Optional.empty();
      Metrics metrics = new Metrics(done, score, heldOut);
      history.add(metrics);
      score = Score.NONE;
      double speed = examples / (stepNanos * 1e-9);
      examples = 0;
      stepNanos = 0;
      double nanosPerStep = (double) (System.nanoTime() - startNanos) / (done - from);
      Duration left = Duration.ofNanos((long) (nanosPerStep * (loop.steps() - done)));
      return new Progress(metrics, loop.steps(), speed, left);
    }

    private void saveIfDue() {
      boolean late = Duration.ofNanos(System.nanoTime() - savedNanos).compareTo(loop.options().saveTime()) > 0;
      if (isDue(loop.options().save()) || late) {
        save();
      }
    }

    void save() {
      Checkpoints checkpoints = loop.options().checkpoints();
      if (checkpoints != null) {
        checkpoints.save(done, state, Map.of("score", score.text(), "history", Metrics.text(history)));
        savedNanos = System.nanoTime();
      }
    }

    private void checkFinite(B batch, Stepped<S> stepped) {
      if (!Double.isFinite(stepped.score().loss()) || !isSumFinite(stepped.state())) {
        diagnose(batch, stepped);
      }
    }

    private void diagnose(B batch, Stepped<S> stepped) {
      List<Tensor> leaves = Tree.leaves(stepped.state());
      Optional<String> place = IntStream.range(0, leaves.size())
          .filter(i -> !Arrays.stream(leaves.get(i).toDoubles()).allMatch(Double::isFinite))
          .mapToObj(i -> Weights.names(stepped.state()).get(i)).findFirst();
      if (place.isPresent() || !Double.isFinite(stepped.score().loss())) {
        String what = "mean loss is " + stepped.score().meanLoss()
            + place.map(name -> ", and the first tensor of the state that is not finite is " + name).orElse("")
            + origin(batch);
        Optional<Path> checkpoint = Optional.ofNullable(loop.options().checkpoints()).flatMap(Checkpoints::last);
        throw new DivergenceException(done, place.orElse(""), what, checkpoint);
      }
    }

    /// Makes the step once more, under guard, to learn which operation it was.
    private String origin(B batch) {
      try {
        Autodiff.requireFinite(() -> loop.step().apply(state, batch, done));
        return "";
      } catch (ArithmeticException e) {
        return ", from " + e.getMessage();
      }
    }
  }

  <B> Training(Loop<S, B> loop, Checkpoints.Saved<S> from) {
    if (from.step() > loop.steps()) {
      throw new DataException(
          "checkpoint: has %d steps done; must have at most %d".formatted(from.step(), loop.steps()));
    }
    this.state = from.tree();
    this.score = Score.parse(from.notes().getOrDefault("score", Score.NONE.text()));
    this.history = new ArrayList<>(Metrics.parse(from.notes().getOrDefault("history", "")));
    this.run = new Run<>(loop, from.step());
  }

  /// Tells cheaply whether all numbers of a tree may be finite. One sum is read from each backend, and not one from
  /// each tensor, because reading waits for a device.
  private static boolean isSumFinite(Object tree) {
    Map<Backend, Tensor> sums = new LinkedHashMap<>();
    Tree.leaves(tree).forEach(leaf -> sums.merge(leaf.backend(), leaf.sum(), Tensor::plus));
    return sums.values().stream().allMatch(sum -> Double.isFinite(sum.item()));
  }

  /// Whether there is anything left to do, and this is not closed.
  @Override
  public boolean hasNext() {
    return !closed && !run.isAtEnd();
  }

  /// Trains on to the next metrics. Called again after a failure, it goes on with the very step or evaluation that
  /// failed; a batch whose computation failed fails again.
  ///
  /// @throws DivergenceException at the first step with a loss or state that is not finite; it is not saved
  /// @throws java.io.UncheckedIOException if a checkpoint cannot be written; those before it stay
  /// @throws java.util.concurrent.CancellationException if the thread is interrupted while it waits for a batch
  /// @throws NoSuchElementException if training is at its end
  /// @throws IllegalStateException if this was closed before
  @Override
  public Progress next() {
    if (run.isAtEnd()) {
      throw new NoSuchElementException("training is at its end");
    }
    if (closed) {
      throw new IllegalStateException("training: was closed after %d of %d steps; must be open to go on".formatted(
          run.done, run.loop.steps()));
    }
    return run.next();
  }

  /// {@return the progress records still to come} Taking one from the stream makes training go on.
  public Stream<Progress> progress() {
    return StreamSupport.stream(
        Spliterators.spliteratorUnknownSize(this, Spliterator.ORDERED | Spliterator.NONNULL), false);
  }

  /// Trains to the end.
  ///
  /// @return the state there
  /// @throws DivergenceException as [#next]
  /// @throws IllegalStateException if this was closed before its end
  public S finish() {
    while (!run.isAtEnd()) {
      next();
    }
    return state();
  }

  /// {@return the state after the steps done so far}
  public S state() {
    shown = true;
    return state;
  }

  /// {@return how many steps are done}
  public long step() {
    return run.done;
  }

  /// {@return all metrics from step 0 on, those from before an interruption among them}
  public List<Metrics> history() {
    return List.copyOf(history);
  }

  /// Saves a checkpoint now, if there are any in this run; for one who is about to stop.
  ///
  /// @throws java.io.UncheckedIOException if it cannot be written
  public void save() {
    run.save();
  }

  /// Stops preparing batches: training goes no further.
  @Override
  public void close() {
    closed = true;
    run.batches.close();
  }
}
