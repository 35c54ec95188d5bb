package dev.jacobean.nn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jacobean.autodiff.Tensor;
import dev.jacobean.autodiff.Tree;
import dev.jacobean.autodiff.array.Backends;
import dev.jacobean.autodiff.array.Shape;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// The paper's networks. Parameters of the large ones are counted on zeros, which take no memory.
class ModelTest {
  private static final Builder BLANK = new Builder(Backends.f32(), new Random(1), Initializer.zeros());

  @Test
  void vggElevenHasThePapersParameters() {
    assertThat(Tree.size(Vgg.eleven(BLANK, 64))).isEqualTo(9_225_610);
    assertThat(Tree.size(Vgg.eleven(BLANK, 8 * 64))).isEqualTo(589_900_810);
    assertThat(Tree.leaves(Vgg.eleven(BLANK, 64)).stream().map(Tensor::shape).filter(kernel -> kernel.rank() == 4)
        .map(Shape::size))
        .containsExactly(1_728, 73_728, 294_912, 589_824, 1_179_648, 2_359_296, 2_359_296, 2_359_296);
  }

  @Test
  void resNetEighteenHasThePapersParameters() {
    assertThat(Tree.size(ResNet.eighteen(BLANK, 64))).isEqualTo(11_169_162);
    assertThat(Tree.size(ResNet.eighteen(BLANK, 7 * 64))).isEqualTo(546_799_242);
  }

  @Test
  void reducedNetworksHaveTheirParameters() {
    assertThat(Tree.size(Vgg.small(BLANK, 16))).isEqualTo(135_658);
    assertThat(Tree.size(Vgg.eleven(BLANK, 16))).isEqualTo(578_410);
    assertThat(Tree.size(Mlp.of(BLANK, Activation.RELU, 784, 100, 10))).isEqualTo(784 * 100 + 100 + 1000 + 10);
  }

  @Test
  void networksGiveTenNumbersAnImage() {
    Builder make = new Builder(Backends.f32(), new Random(1), Initializer.xavierNormal(1));
    Tensor images = Tensor.normal(Backends.f32(), new Random(2), 2, 32, 32, 3);
    assertThat(Vgg.eleven(make, 2).apply(images).shape()).isEqualTo(Shape.of(2, 10));
    assertThat(ResNet.eighteen(make, 2).apply(images).shape()).isEqualTo(Shape.of(2, 10));
    assertThat(Vgg.small(make, 2).apply(images.slice(1, 0, 16).slice(2, 0, 16)).shape()).isEqualTo(Shape.of(2, 10));
  }

  @Test
  void resNetHalvesImagesThreeTimes() {
    Tensor images = Tensor.zeros(Backends.f32(), 1, 32, 32, 3);
    int[] last = new int[1];
    ResNet.eighteen(BLANK, 2).through(images, (layer, x) -> {
      last[0] = x.shape().rank() == 4 ? x.shape().size(1) : last[0];
      return layer.apply(x);
    });
    assertThat(last[0]).isEqualTo(4);
  }

  @Test
  void parametersAreNamedByTheirPlaces() {
    assertThat(Tree.names(Vgg.small(BLANK, 16))).startsWith("layers[0].weight", "layers[0].bias", "layers[3].weight");
  }

  @Test
  void theSameSeedGivesTheSameNetwork() {
    Tensor one = Tree.leaves(Vgg.small(new Builder(Backends.f32(), new Random(4), Initializer.heNormal(1)), 2)).get(4);
    Tensor two = Tree.leaves(Vgg.small(new Builder(Backends.f32(), new Random(4), Initializer.heNormal(1)), 2)).get(4);
    assertThat(one.toDoubles()).isEqualTo(two.toDoubles());
  }
}
