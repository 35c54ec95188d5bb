package dev.jacobean.experiments;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jacobean.autodiff.array.Backends;
import dev.jacobean.autodiff.array.Shape;
import dev.jacobean.nn.data.Batches;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Epochs of Figure 3(a), timed in portions.
class DeviceEpochsTest {
  @TempDir Path folder;

  private List<String> run(int count) {
    return run(count, false);
  }

  private List<String> run(int count, boolean noise) {
    List<String> said = new ArrayList<>();
    DeviceEpochs.of(true, noise, Optional.empty(), folder).run(count, said::add);
    return said;
  }

  @Test
  void eachCallGoesOnWhereTheLastOneStopped() {
    List<String> first = run(2);
    assertThat(first).hasSize(4);
    assertThat(first.getFirst()).isEqualTo("fig3a at α = 1, F32: 5 epochs of 2 steps");
    assertThat(first.get(1)).startsWith("epoch 1 of 5: ");
    assertThat(first.get(2)).startsWith("epoch 2 of 5: ");
    assertThat(first.get(3)).startsWith("projected from the median of 1 epochs, ").contains(": 5 epochs take ");
    assertThat(run(2).get(1)).startsWith("epoch 3 of 5: ");
    assertThat(run(2)).hasSize(3).element(1).asString().startsWith("epoch 5 of 5: ");
    assertThat(run(2)).last().isEqualTo("all 5 epochs are done already; another folder begins anew");
  }

  @Test
  void noiseIsLearntFromInAPlaceOfItsOwn() {
    run(1);
    assertThat(run(1, true)).element(1).asString().startsWith("epoch 1 of 5: ");
    assertThat(run(1, true)).element(1).asString().startsWith("epoch 2 of 5: ");
  }

  /// As large and as many as published, with labels of every class.
  @Test
  void noiseTakesTheImagesPlace() {
    Pictures pictures = new Pictures(false, 60, 40, true);
    Pictures.Loaded noise = pictures.noise(Backends.f32());
    assertThat(noise.train().size()).isEqualTo(60);
    assertThat(noise.test().size()).isEqualTo(40);
    assertThat(Batches.inOrder(noise.still(), 20).apply(0).inputs().shape()).isEqualTo(Shape.of(20, 32, 32, 3));
    assertThat(Batches.inOrder(noise.test(), 20).apply(0).labels()).startsWith(0, 1, 2).endsWith(8, 9);
  }

  @Test
  void atPaperSizeItIsTheTrainingOfThatPreset() {
    AlphaSweep.Settings paper = AlphaSweep.settings(Preset.PAPER);
    assertThat(paper.recipe().epochs()).isEqualTo(70);
    assertThat(paper.single()).contains(1.0);
  }
}
