package dev.jacobean.nn;

import dev.jacobean.autodiff.Autodiff;
import dev.jacobean.autodiff.Tensor;
import dev.jacobean.autodiff.Tree;
import dev.jacobean.autodiff.Workspace;
import dev.jacobean.nn.Trainer.Loop;
import dev.jacobean.nn.Trainer.Stepped;
import dev.jacobean.nn.data.DataException;
import dev.jacobean.nn.data.Prefetch;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Optional;
import java.util.Spliterator;
import java.util.Spliterators;
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
  private Score score;
  private final List<Metrics> history;

  /// The batches ahead, and the steps they are for.
  private final class Run<B> {
    private final Loop<S, B> loop;
    private final Prefetch<B> batches;
    private final long from;
    private final long startNanos = System.nanoTime();
    private long done;
    private long savedNanos = startNanos;

    Run(Loop<S, B> loop, long from) {
      this.loop = loop;
      this.from = from;
      this.done = from;
      this.batches = new Prefetch<>(
          loop.batches(), from, loop.steps(), loop.options().depth(), loop.options().threads());
    }

    /// Steps on to the next metrics.
    Progress next() {
      long begin = System.nanoTime();
      long examples = 0;
      boolean due = false;
      Progress progress = null;
      while (!due) {
        B batch = batches.next();
        Stepped<S> stepped = memory.step(() -> loop.step().apply(state, batch, done));
        checkFinite(batch, stepped);
        if (!shown) {
          memory.release(state, stepped.state());
        }
        state = stepped.state();
        shown = false;
        score = score.plus(stepped.score());
        examples += stepped.score().examples();
        done++;
        due = isDue(loop.options().report()) || isDue(loop.options().evaluate());
        if (due) {
          progress = report(examples / ((System.nanoTime() - begin) * 1e-9));
        }
        saveIfDue();
      }
      return Objects.requireNonNull(progress);
    }

    private boolean isDue(long every) {
      return every > 0 && (done % every == 0 || done == loop.steps());
    }

    private Progress report(double speed) {
      Optional<Score> heldOut = isDue(loop.options().evaluate())
          ? Optional.of(loop.options().evaluation().apply(state())) : Optional.empty();
      Metrics metrics = new Metrics(done, score, heldOut);
      history.add(metrics);
      score = Score.NONE;
      double nanosPerStep = (double) (System.nanoTime() - startNanos) / (done - from);
      Duration left = Duration.ofNanos((long) (nanosPerStep * (loop.steps() - done)));
      return new Progress(metrics, loop.steps(), speed, left);
    }

    private void saveIfDue() {
      boolean late = System.nanoTime() - savedNanos > loop.options().saveTime().toNanos();
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

    /// The sum of a tensor tells cheaply whether all of it may be finite.
    private void checkFinite(B batch, Stepped<S> stepped) {
      List<Tensor> leaves = Tree.leaves(stepped.state());
      boolean finite = Double.isFinite(stepped.score().loss())
          && leaves.stream().allMatch(leaf -> Double.isFinite(leaf.sum().item()));
      if (!finite) {
        diagnose(batch, stepped, leaves);
      }
    }

    private void diagnose(B batch, Stepped<S> stepped, List<Tensor> leaves) {
      String place = "";
      for (int i = leaves.size() - 1; i >= 0; i--) {
        if (!Arrays.stream(leaves.get(i).toDoubles()).allMatch(Double::isFinite)) {
          place = Tree.names(stepped.state()).get(i);
        }
      }
      if (!place.isEmpty() || !Double.isFinite(stepped.score().loss())) {
        String what = "mean loss is " + stepped.score().meanLoss()
            + (place.isEmpty() ? "" : ", and the first tensor of the state that is not finite is " + place)
            + origin(batch);
        Optional<Path> checkpoint = Optional.ofNullable(loop.options().checkpoints()).flatMap(Checkpoints::last);
        throw new DivergenceException(done, place, what, checkpoint);
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

  /// Whether there is anything left to do.
  @Override
  public boolean hasNext() {
    return run.done < run.loop.steps();
  }

  /// Trains on to the next metrics.
  ///
  /// @throws DivergenceException at the first step with a loss or state that is not finite; it is not saved
  /// @throws java.io.UncheckedIOException if a checkpoint cannot be written; those before it stay
  /// @throws NoSuchElementException if training is at its end
  @Override
  public Progress next() {
    if (!hasNext()) {
      throw new NoSuchElementException("training is at its end");
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
  public S finish() {
    while (hasNext()) {
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

  /// Stops preparing batches.
  @Override
  public void close() {
    run.batches.close();
  }
}
