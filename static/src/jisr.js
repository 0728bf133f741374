// What every page may use: htmx, for fragments of pages that also work without it.
import "htmx.org";
