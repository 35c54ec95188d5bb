package dev.jacobean.experiments;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// `lazy diagnose` from end to end, in this process.
class DiagnoseTest {
  private static Shell diagnose(String... args) {
    return Shell.lazy(List.of(), java.util.stream.Stream.concat(java.util.stream.Stream.of("diagnose"),
        java.util.Arrays.stream(args)).toArray());
  }

  @Test
  void aTwoLayerNetIsLazyAtALargeScaleAndNotAtASmallOne() {
    Shell large = diagnose("--model", "two-layer", "--alpha", "100");
    assertThat(large.status()).as(large.err()).isZero();
    assertThat(large.err()).isEmpty();
    assertThat(large.out()).startsWith("two-layer of width 50 on 20 examples of teacher, square loss, F64, seed 0")
        .contains("derivative |Dh(w0)|", "kappa", "kernel drift", "activations kept", "It trains lazily at alpha = 100");
    Shell small = diagnose("--model", "two-layer", "--alpha", "0.001");
    assertThat(small.out()).contains("It does not train lazily at alpha = 0.00100");
    assertThat(diagnose("--model", "two-layer", "--alpha", "100").out()).isEqualTo(large.out());
  }

  @Test
  void oneExampleIsOne() {
    assertThat(diagnose("--model", "mlp", "--width", "2", "--examples", "1").out()).contains("on 1 example of cifar10");
  }

  @Test
  void classesCanBeLearnedByCrossEntropy() {
    Shell shell = diagnose("--model", "mlp", "--width", "8", "--examples", "6", "--alpha", "10", "--loss", "cross-entropy");
    assertThat(shell.status()).as(shell.err()).isZero();
    assertThat(shell.out()).contains("mlp of width 8 on 6 examples of cifar10, cross-entropy loss").contains("60 outputs");
  }

  @ParameterizedTest
  @ValueSource(strings = {"vgg11", "resnet18"})
  void convolutionalNetworksSeeColourImages(String model) {
    Shell shell = diagnose("--model", model, "--width", "1", "--examples", "2", "--alpha", "10");
    assertThat(shell.status()).as(shell.err()).isZero();
    assertThat(shell.out()).startsWith(model + " of width 1 on 2 examples of cifar10, square loss, F32, seed 0")
        .contains("activations kept");
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
      --model vgg12                            | --model is "vgg12"; it must be two-layer, mlp, vgg11, resnet18
      --model mlp --alpha 0                    | --alpha is 0.0; it must be from 1.0E-6 to 1.0E10
      --model mlp --alpha -1                   | --alpha is -1.0; it must be from
      --model mlp --alpha NaN                  | --alpha is NaN; it must be from
      --model mlp --alpha 1e300                | --alpha is 1.0E300; it must be from
      --model mlp --data /dev/null             | --data is /dev/null; it must be a folder that can be read
      --model mlp --width 2000000000           | must hold at most 2147483647 elements
      --model vgg11 --width 100000             | must hold at most 2147483647 elements
      --model two-layer --examples 2000000000  | must hold at most 2147483647 elements
      --model mlp --examples 0                 | --examples is 0; it must be at least 1
      --model mlp --width 0                    | --width is 0; it must be at least 1
      --model mlp --set fashion                | --set is "fashion"; it must be teacher, cifar10, mnist
      --model mlp --set teacher                | two-layer has one output and goes with teacher
      --model vgg11 --set mnist                | vgg11 sees colour images of 32 x 32
      --model two-layer --loss cross-entropy   | --loss is cross-entropy, which needs classes
      --model mlp --loss hinge                 | --loss is "hinge"; it must be square or cross-entropy
      """)
  void badUsageIsOneSentence(String args, String sentence) {
    Shell shell = diagnose(args.split(" +"));
    assertThat(shell.status()).isEqualTo(2);
    assertThat(shell.out()).isEmpty();
    assertThat(shell.err().lines()).hasSize(1);
    assertThat(shell.err()).startsWith("lazy: ").contains(sentence);
  }
}
