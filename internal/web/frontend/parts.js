// Parts of pages that are asked for alone: lists that are sorted, filtered and turned in place.
import 'htmx.org';
