/// The paper's figures and theorems as commands.
@org.jspecify.annotations.NullMarked
module dev.jacobean.experiments {
  requires static transitive org.jspecify;
  requires dev.jacobean.nn;

  opens dev.jacobean.experiments to dev.jacobean.autodiff;
}
