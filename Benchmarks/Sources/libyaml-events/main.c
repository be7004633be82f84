// Runs libyaml's event loop over files, keeps nothing, and prints the number of events.
// Usage: libyaml-events PATH...
// A folder stands for the `.yaml` and `.yml` files below it, because a command line cannot hold the names of a large
// corpus.
#include <errno.h>
#include <fts.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <yaml.h>

// Returns the bytes of the file, to be freed by the caller, or NULL with `errno` set.
static unsigned char *read_whole(const char *path, size_t size_hint, size_t *size) {
  FILE *file = fopen(path, "rb");
  if (!file) return NULL;
  setvbuf(file, NULL, _IONBF, 0);
  // One byte more than expected, so that the first read already meets the end of the file.
  size_t capacity = size_hint + 1;
  unsigned char *bytes = malloc(capacity);
  size_t count = 0;
  while (bytes) {
    count += fread(bytes + count, 1, capacity - count, file);
    if (count < capacity) break;
    capacity *= 2;
    unsigned char *larger = realloc(bytes, capacity);
    if (!larger) free(bytes);
    bytes = larger;
  }
  if (bytes && ferror(file)) {
    free(bytes);
    bytes = NULL;
  }
  fclose(file);
  *size = count;
  return bytes;
}

// Adds the events of one file to `events`; returns false after telling what is wrong with the file.
static bool count_events(const char *path, size_t size_hint, unsigned long long *events) {
  size_t size = 0;
  unsigned char *bytes = read_whole(path, size_hint, &size);
  if (!bytes) {
    fprintf(stderr, "%s: %s\n", path, strerror(errno));
    return false;
  }
  yaml_parser_t parser;
  if (!yaml_parser_initialize(&parser)) {
    fprintf(stderr, "%s: libyaml has no memory\n", path);
    free(bytes);
    return false;
  }
  yaml_parser_set_input_string(&parser, bytes, size);
  bool is_good = true;
  for (bool at_end = false; is_good && !at_end;) {
    yaml_event_t event;
    is_good = yaml_parser_parse(&parser, &event);
    if (!is_good) {
      fprintf(stderr, "%s:%zu: %s\n", path, parser.problem_mark.line + 1, parser.problem);
      break;
    }
    ++*events;
    at_end = event.type == YAML_STREAM_END_EVENT;
    yaml_event_delete(&event);
  }
  yaml_parser_delete(&parser);
  free(bytes);
  return is_good;
}

// Whether the entry was named on the command line, or its name ends like a YAML file's.
static bool is_wanted(const FTSENT *entry) {
  if (entry->fts_level == FTS_ROOTLEVEL) return true;
  const char *dot = strrchr(entry->fts_name, '.');
  return dot && (strcmp(dot, ".yaml") == 0 || strcmp(dot, ".yml") == 0);
}

int main(int argc, char **argv) {
  if (argc < 2) {
    fprintf(stderr, "usage: libyaml-events PATH...\n");
    return 2;
  }
  FTS *tree = fts_open(argv + 1, FTS_LOGICAL | FTS_NOCHDIR, NULL);
  if (!tree) {
    perror("libyaml-events");
    return 2;
  }
  unsigned long long events = 0;
  bool is_good = true;
  for (FTSENT *entry = fts_read(tree); entry; entry = fts_read(tree)) {
    switch (entry->fts_info) {
      case FTS_F:
        if (is_wanted(entry) && !count_events(entry->fts_path, (size_t)entry->fts_statp->st_size, &events)) {
          is_good = false;
        }
        break;
      case FTS_DNR:
      case FTS_ERR:
      case FTS_NS:
        fprintf(stderr, "%s: %s\n", entry->fts_path, strerror(entry->fts_errno));
        is_good = false;
        break;
      default:
        break;
    }
  }
  fts_close(tree);
  printf("%llu\n", events);
  return is_good ? 0 : 1;
}
