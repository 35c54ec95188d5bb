/// Networks, training and the objects of lazy training, on top of `dev.jacobean.autodiff`.
@org.jspecify.annotations.NullMarked
module dev.jacobean.nn {
  requires static transitive org.jspecify;
  requires transitive dev.jacobean.autodiff;
  requires tools.jackson.core;

  exports dev.jacobean.nn;
  exports dev.jacobean.nn.data;

  opens dev.jacobean.nn to dev.jacobean.autodiff;
  opens dev.jacobean.nn.data to dev.jacobean.autodiff;
}
