#!/bin/sh
# Starts the program with the Java beside it.
bin=$(cd "$(dirname "$0")" && pwd -P) || exit 2
exec "$bin/java" --add-modules jdk.incubator.vector -XX:+UseParallelGC -XX:MaxRAMPercentage=70 \
  --enable-native-access=ALL-UNNAMED -Djava.awt.headless=true \
  -cp "$bin/../lib/jars/*" dev.jacobean.experiments.Lazy "$@"
