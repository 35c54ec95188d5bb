package dev.jacobean.nn;

import dev.jacobean.autodiff.Autodiff;
import dev.jacobean.autodiff.Tensor;
import dev.jacobean.autodiff.ValueAndGradient;
import dev.jacobean.autodiff.WithAuxiliary;
import dev.jacobean.nn.Trainer.Stepped;
import dev.jacobean.nn.data.Batch;
import dev.jacobean.nn.data.Batches;
import dev.jacobean.nn.data.Examples;
import java.util.function.BiFunction;

/// Learning a classifier from labelled examples, as the step of a [Trainer].
///
/// The model is a function of parameters and inputs: it is trained as it answers. Layers that act otherwise while they
/// learn ([Layer#train]: [Dropout], [BatchNorm]) would drop nothing and never move their running statistics. They take
/// a step of one's own, whose state holds what they remember:
///
/// {@snippet file="dev/jacobean/nn/ModelSnippetsTest.java" region="learner"}
///
/// @param <P> the tree of parameters
/// @param model what the parameters make of inputs, `[n, classes]`: `Net::apply`, or a [Scaled] or [TangentModel] one;
///     without layers that draw or remember
/// @param loss how far that is from the labels, as a mean over the batch
/// @param rule how the gradient is followed
/// @param schedule the rate, by the number of steps
public record Supervised<P>(BiFunction<P, Tensor, Tensor> model, Cost loss, Optimizer rule, Schedule schedule)
    implements Trainer.Step<Optimizer.State<P>, Batch> {
  /// How far outputs are from a batch's labels.
  @FunctionalInterface
  public interface Cost {
    /// {@return how far outputs are from a batch's labels: a mean over the batch, of shape `[]`} For example
    /// `(output, batch) -> Loss.crossEntropy(output, batch.labels())`.
    ///
    /// @param output what the model gives for the batch, `[n, classes]`
    /// @param batch inputs and labels
    Tensor of(Tensor output, Batch batch);
  }

  @Override
  public Stepped<Optimizer.State<P>> apply(Optimizer.State<P> state, Batch batch, long step) {
    WithAuxiliary<ValueAndGradient<P>, Tensor> found = Autodiff.valueGradientAndAuxiliary(w -> {
      Tensor output = model.apply(w, batch.inputs());
      return new WithAuxiliary<>(loss.of(output, batch), output);
    }, state.parameters());
    Score score = Score.of(found.value().value().item(), found.auxiliary(), batch.labels());
    return new Stepped<>(rule.next(state, found.value().gradient(), schedule.at((double) step)), score);
  }

  /// {@return how parameters do on examples, `size` at a time}
  /// @param parameters as the model takes them
  /// @param examples each is seen once, in order
  /// @param size examples a batch
  public Score evaluate(P parameters, Examples examples, int size) {
    Batches batches = Batches.inOrder(examples, size);
    Score score = Score.NONE;
    for (int i = 0; i < batches.perEpoch(); i++) {
      Batch batch = batches.apply(i);
      Tensor output = model.apply(parameters, batch.inputs());
      score = score.plus(Score.of(loss.of(output, batch).item(), output, batch.labels()));
    }
    return score;
  }
}
