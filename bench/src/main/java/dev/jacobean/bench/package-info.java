/// Measurements, to be read in order: each file opens with what would make its measurement wrong.
///
/// One command runs them, from the top of the repository (the name is a regular expression; `.` is all of them):
///
/// ```
/// mvn -q package -DskipTests -pl bench -am -Dbench=B01
/// ```
///
/// What JMH itself offers goes behind the name: `-Dbench="B02 -p size=1024"`, `-Dbench=-h`. A figure holds for the machine it was
/// taken on with nothing else running there.
package dev.jacobean.bench;
