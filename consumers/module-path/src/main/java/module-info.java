module my.app {
  requires dev.jacobean.nn;

  opens my.app to dev.jacobean.autodiff;
}
