/** Starts a Trino server without its launcher, which is not on Maven Central. The argument is the version to report. */
public class TrinoMain {
  public static void main(String[] args) {
    new io.trino.server.Server().start(args[0]);
  }
}
