// Runs one command and prints what it cost. Usage: measure COMMAND ARGUMENT...
//
// The command's output is discarded. The one line printed holds: wall time in nanoseconds, user and system time in
// microseconds, and the peak resident set in KiB. The exit code is the command's, or 128 and the number of the signal
// that ended it.
//
// This is a program of its own because Linux counts the memory of the process that spawns towards `ru_maxrss` of the
// command: spawned from Python, no command would seem smaller than Python.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

extern char **environ;

static long long nanoseconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * 1000000000LL + now.tv_nsec;
}

static long long microseconds(struct timeval time) { return time.tv_sec * 1000000LL + time.tv_usec; }

int main(int argc, char **argv) {
  if (argc < 2) {
    fprintf(stderr, "usage: measure COMMAND ARGUMENT...\n");
    return 2;
  }
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);

  long long start = nanoseconds();
  pid_t child;
  int error = posix_spawnp(&child, argv[1], &actions, NULL, argv + 1, environ);
  if (error) {
    fprintf(stderr, "%s: %s\n", argv[1], strerror(error));
    return 2;
  }
  int status;
  struct rusage usage;
  while (wait4(child, &status, 0, &usage) < 0) {
    if (errno != EINTR) {
      perror("wait4");
      return 2;
    }
  }
  long long wall = nanoseconds() - start;

  printf("%lld %lld %lld %ld\n", wall, microseconds(usage.ru_utime), microseconds(usage.ru_stime), usage.ru_maxrss);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}
