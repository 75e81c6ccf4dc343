package io.mcpguard.benchmarks;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/** CPU time and resident memory of a process and its descendants, from Linux's /proc. */
final class ProcessFigures {
  /** What Linux calls USER_HZ: 100 a second in every /proc, whatever the kernel's own clock. */
  private static final double MICROS_PER_TICK = 10_000;

  private ProcessFigures() {}

  /** User and system time so far, in microseconds; NaN where there is no /proc. */
  static double cpuMicros(ProcessHandle process) {
    return sum(process, p -> MICROS_PER_TICK * ticks(read(p, "stat")));
  }

  /** Resident memory in megabytes of 2^20 bytes; NaN where there is no /proc. */
  static double residentMegabytes(ProcessHandle process) {
    return sum(process, p -> residentKilobytes(read(p, "status")) / 1024);
  }

  private static double sum(ProcessHandle process, ToDoubleFunction<ProcessHandle> figure) {
    if (!Files.isDirectory(Path.of("/proc/self"))) {
      return Double.NaN;
    }
    return Stream.concat(Stream.of(process), process.descendants()).mapToDouble(figure).sum();
  }

  /**
   * Fields 14 and 15 of proc_pid_stat(5); counted behind the command name, which may hold blanks.
   */
  static double ticks(String stat) {
    if (stat.isEmpty()) {
      return 0;
    }
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    return Double.parseDouble(fields[11]) + Double.parseDouble(fields[12]);
  }

  static double residentKilobytes(String status) {
    return status
        .lines()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToDouble(line -> Double.parseDouble(line.replaceAll("[^0-9]", "")))
        .sum();
  }

  /** Empty for a process that has ended. */
  private static String read(ProcessHandle process, String file) {
    try {
      return Files.readString(Path.of("/proc/" + process.pid() + "/" + file), US_ASCII);
    } catch (NoSuchFileException e) {
      return "";
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
