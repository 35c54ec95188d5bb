package dev.jacobean.experiments;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Numbers below derivatives below models below experiments: what each floor may not know.
class FloorsTest {
  private static final String NUMBERS = "dev.jacobean.autodiff.array..";
  private static final String DERIVATIVES = "dev.jacobean.autodiff";
  private static final String MODELS = "dev.jacobean.nn..";
  private static final String EXPERIMENTS = "dev.jacobean.experiments..";

  private static final JavaClasses CODE = new ClassFileImporter().importPaths(
      List.of(Path.of("../autodiff/target/classes"), Path.of("../nn/target/classes"), Path.of("target/classes")));

  @Test
  void everyFloorIsRead() {
    // A rule about classes that were not found would hold for nothing.
    for (String name : List.of("autodiff.array.Array", "autodiff.Tensor", "nn.Layer", "experiments.Claim")) {
      assertThat(CODE.contain("dev.jacobean." + name)).as(name).isTrue();
    }
  }

  @Test
  void numbersKnowNoDerivatives() {
    noClasses().that().resideInAPackage(NUMBERS)
        .should().dependOnClassesThat().resideInAnyPackage(DERIVATIVES, MODELS, EXPERIMENTS)
        .check(CODE);
  }

  @Test
  void derivativesKnowNoModels() {
    noClasses().that().resideInAPackage(DERIVATIVES)
        .should().dependOnClassesThat().resideInAnyPackage(MODELS, EXPERIMENTS)
        .check(CODE);
  }

  @Test
  void modelsKnowNoExperiments() {
    noClasses().that().resideInAPackage(MODELS)
        .should().dependOnClassesThat().resideInAPackage(EXPERIMENTS)
        .check(CODE);
  }

  @Test
  void derivativesSeeOfTheNumbersOnlyTheSeam() {
    String seam = "(\\[+L)?dev\\.jacobean\\.autodiff\\.array\\."
        + "(Array|Backend|Backends|DType|Shape|Unary|Binary|Fold|Window|Pool)(\\$.*)?;?";
    noClasses().that().resideInAPackage(DERIVATIVES)
        .should().dependOnClassesThat(resideInAPackage(NUMBERS).and(nameMatching(seam).negate()))
        .because("derivatives must not know lanes, threads or devices")
        .check(CODE);
  }

  @Test
  void rulesKnowNoTraces() {
    noClasses().that().haveNameMatching(
            "dev\\.jacobean\\.autodiff\\.(Elementwise|Contraction|Reduction|Rearrangement|Convolution|Pooling)(\\$.*)?")
        .should().dependOnClassesThat().haveNameMatching("dev\\.jacobean\\.autodiff\\.(Trace|Traced|Tape|Forward)(\\$.*)?")
        .because("a rule written in tensor operations serves both modes and every nesting")
        .check(CODE);
  }

  @Test
  void lanesStayInTheNumbers() {
    noClasses().that(resideOutsideOfPackage(NUMBERS))
        .should().dependOnClassesThat().resideInAPackage("jdk.incubator..")
        .check(CODE);
  }

  @Test
  void librariesNeedTheJdkOnly() {
    // The header of a safetensors file is JSON: the one thing that the libraries do not read themselves.
    classes().that().resideOutsideOfPackage(EXPERIMENTS).and().haveNameNotMatching(".*\\.nn\\.SafetensorsHeader(\\$.*)?")
        .should().onlyDependOnClassesThat().resideInAnyPackage("dev.jacobean..", "java..", "jdk.incubator.vector", "org.jspecify..")
        .because("command line, charts, progress bars and JSON are for the experiments")
        .check(CODE);
  }

  @Test
  void noDerivativeHidesInAThread() {
    // The guard is no derivative: it holds the wish to be told of a NaN, for the length of a call.
    noClasses().that().resideInAnyPackage(DERIVATIVES, MODELS).and().doNotHaveSimpleName("FiniteGuard")
        .should().dependOnClassesThat().areAssignableTo(ThreadLocal.class)
        .orShould().dependOnClassesThat().haveFullyQualifiedName("java.lang.ScopedValue")
        .because("nesting is the number of a trace, and several threads may differentiate at once")
        .check(CODE);
  }

  @Test
  void librariesAreSilent() {
    noClasses().that().resideOutsideOfPackage(EXPERIMENTS).should(ACCESS_STANDARD_STREAMS).check(CODE);
  }
}
