/// One class per figure, and the command line that runs them.
package dev.jacobean.experiments;
