/* replay.c: what libFuzzer's main would do with a corpus, for builds without it: runs every file of the
 * folders (or files) named, as TAP. A crash is the failure. */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static size_t count;

static void run_file(const char *path)
{
    FILE *file = fopen(path, "rb");
    uint8_t *bytes = NULL;
    size_t size = 0;
    if (file == NULL || fseek(file, 0, SEEK_END) != 0) {
        fprintf(stderr, "%s: cannot be read\n", path);
        exit(1);
    }
    size = (size_t)ftell(file);
    rewind(file);
    bytes = malloc(size + 1); /* of the exact size where it matters, so that a sanitizer sees overruns */
    if (bytes == NULL || fread(bytes, 1, size, file) != size) {
        fprintf(stderr, "%s: cannot be read\n", path);
        exit(1);
    }
    fclose(file);
    uint8_t *exact = realloc(bytes, size ? size : 1);
    LLVMFuzzerTestOneInput(exact ? exact : bytes, size);
    free(exact);
    count++;
}

static void run(const char *path)
{
    struct stat info;
    struct dirent **entries = NULL;
    if (stat(path, &info) != 0 || !S_ISDIR(info.st_mode)) {
        run_file(path);
        return;
    }
    int n = scandir(path, &entries, NULL, alphasort);
    for (int i = 0; i < n; i++) {
        char inner[4096];
        if (entries[i]->d_name[0] != '.') {
            snprintf(inner, sizeof inner, "%s/%s", path, entries[i]->d_name);
            run(inner);
        }
        free(entries[i]);
    }
    free(entries);
}

int main(int argc, char **argv)
{
    for (int i = 1; i < argc; i++) {
        count = 0;
        run(argv[i]);
        if (count == 0) {
            printf("not ok %d - %s holds no inputs\n", i, argv[i]);
        } else {
            printf("ok %d - %zu inputs of %s\n", i, count, argv[i]);
        }
    }
    printf("1..%d\n", argc - 1);
    return 0;
}
