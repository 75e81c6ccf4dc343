import com.google.googlejavaformat.java.Main;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Runs google-java-format over every Java source of the tree; {@code write} mends, anything else
 * checks.
 */
final class Format {
  public static void main(String[] arguments) throws Exception {
    boolean write = arguments.length > 0 && arguments[0].equals("write");
    List<String> options =
        new ArrayList<>(
            write ? List.of("--replace") : List.of("--dry-run", "--set-exit-if-changed"));
    try (Stream<Path> files = Files.walk(Path.of("."))) {
      files
          .filter(file -> file.toString().endsWith(".java"))
          .filter(file -> !file.toString().matches(".*/(target|node_modules|\\.git)/.*"))
          .map(Path::toString)
          .sorted()
          .forEach(options::add);
    }
    PrintWriter out = new PrintWriter(System.out, true);
    int exit =
        new Main(out, new PrintWriter(System.err, true), System.in)
            .format(options.toArray(new String[0]));
    if (exit != 0) {
      System.err.println(
          "The files above are not formatted. Mend them with: mvn -N process-sources"
              + " -Dformat=write");
    }
    System.exit(exit);
  }
}
