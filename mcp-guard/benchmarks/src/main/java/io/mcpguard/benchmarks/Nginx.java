package io.mcpguard.benchmarks;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** nginx as a plain reverse proxy with upstream keep-alive, if the machine has it. */
final class Nginx {
  private Nginx() {}

  /** The program on the PATH, or nothing. */
  static Optional<Path> program() {
    String path = System.getenv().getOrDefault("PATH", "");
    return Stream.concat(Stream.of(path.split(":", -1)), Stream.of("/usr/sbin"))
        .map(folder -> Path.of(folder, "nginx"))
        .filter(Files::isExecutable)
        .findFirst();
  }

  static ChildProcess start(Path program, Path folder, int port, URI upstream) throws IOException {
    Path configuration = folder.resolve("nginx.conf");
    Files.writeString(configuration, configuration(folder, port, upstream));
    List<String> command =
        List.of(program.toString(), "-p", folder.toString(), "-c", configuration.toString());
    return ChildProcess.start(command, folder.resolve("nginx.log"));
  }

  static Target target(ChildProcess process, int port) {
    URI endpoint = URI.create("http://127.0.0.1:" + port + "/mcp");
    return Target.calling("nginx", endpoint, Map.of(), process.handle());
  }

  private static String configuration(Path folder, int port, URI upstream) {
    return """
    daemon off;
    worker_processes auto;
    pid %1$s/nginx.pid;
    error_log %1$s/nginx-errors.log;
    events { worker_connections 1024; }
    http {
      access_log off;
      keepalive_requests 1000000000;
      client_body_temp_path %1$s/body;
      proxy_temp_path %1$s/proxy;
      fastcgi_temp_path %1$s/fastcgi;
      uwsgi_temp_path %1$s/uwsgi;
      scgi_temp_path %1$s/scgi;
      upstream tools {
        server %2$s;
        keepalive 128;
        keepalive_requests 1000000000;
      }
      server {
        listen 127.0.0.1:%3$d;
        location / {
          proxy_pass http://tools;
          proxy_http_version 1.1;
          proxy_set_header Connection "";
        }
      }
    }
    """
        .formatted(folder, upstream.getRawAuthority(), port);
  }
}
