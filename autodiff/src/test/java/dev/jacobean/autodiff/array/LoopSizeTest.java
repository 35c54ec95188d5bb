package dev.jacobean.autodiff.array;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.attribute.CodeAttribute;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Loops whose speed depends on being compiled on their own.
class LoopSizeTest {
  /// Where the compiler stops to inline, however often a method is called (`-XX:FreqInlineSize`).
  private static final int LARGEST_INLINED = 325;

  /// A loop of long functions that was inlined ten calls deep took four times as long in one start of Java out of five:
  /// its last calls were then too deep to be inlined themselves.
  @ParameterizedTest
  @CsvSource({"FloatMap, whole", "DoubleMap, whole", "FloatTile, product", "DoubleTile, product", "FloatStencil, product",
      "DoubleStencil, product", "FloatLogSum, row", "DoubleLogSum, row"})
  void longLoopsAreTooLargeToBeInlined(String type, String method) throws IOException {
    try (InputStream file = VectorBackend.class.getResourceAsStream(type + ".class")) {
      int size = ClassFile.of().parse(file.readAllBytes()).methods().stream()
          .filter(one -> one.methodName().equalsString(method))
          .flatMap(one -> one.code().stream()).mapToInt(code -> ((CodeAttribute) code).codeLength()).sum();
      assertThat(size).as("%s.%s: bytes of code", type, method).isGreaterThan(LARGEST_INLINED);
    }
  }
}
