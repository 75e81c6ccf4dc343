package io.mcpguard.server.command;

import io.mcpguard.server.admin.AdminAnswer;
import io.mcpguard.server.config.Configuration;
import io.mcpguard.server.config.ConfigurationRead;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code doctor [-c FILE]}: what works on this machine. */
@Command(
    name = "doctor",
    description =
        "What works and what does not on this machine: JDK, cryptography; with a configuration also"
            + " the clock, the port, the data directory and whether its guard runs.")
final class DoctorCommand implements Callable<Integer> {
  @Mixin private OfflineOptions options = new OfflineOptions();

  @Option(
      names = {"-c", "--config"},
      paramLabel = "FILE",
      defaultValue = "",
      description = "the guard's configuration")
  private String file = "";

  @Override
  public Integer call() {
    Doctor doctor = new Doctor(Clock.systemUTC(), new SecureRandom());
    AdminAnswer answer = file.isEmpty() ? answer(doctor.machine()) : configured(doctor);
    options.printer().print(Doctor.COLUMNS, answer);
    return answer.exit();
  }

  private AdminAnswer configured(Doctor doctor) {
    return switch (Configuration.read(Path.of(file))) {
      case ConfigurationRead.Invalid invalid -> GuardOptions.invalid(invalid);
      case ConfigurationRead.Read read -> answer(doctor.all(read.configuration()));
    };
  }

  private static AdminAnswer answer(List<Doctor.Finding> findings) {
    boolean well = findings.stream().allMatch(Doctor.Finding::isWell);
    return new AdminAnswer(
        well ? 0 : 1,
        well ? "all is well" : "something does not work; see the rows that say so",
        findings.stream().map(Doctor.Finding::row).toList());
  }
}
