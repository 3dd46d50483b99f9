/** Collects garbage for as many seconds as given. */
public class Garbage {
  public static void main(String[] arguments) {
    long end = System.currentTimeMillis() + Long.parseLong(arguments[0]) * 1000;
    while (System.currentTimeMillis() < end) System.gc();
  }
}
