// Loaded before the library, it answers in its place what one of another version would.

#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static int lies_about(const char *what) {
  const char *lie = getenv("STALE");
  return lie && strcmp(lie, what) == 0;
}

uint32_t ffi_ownguard_mobile_uniffi_contract_version(void) {
  if (lies_about("contract")) return 1;
  uint32_t (*next)(void) = dlsym(RTLD_NEXT, __func__);
  return next();
}

uint16_t uniffi_ownguard_mobile_checksum_method_access_redact(void) {
  if (lies_about("checksum")) return 1;
  uint16_t (*next)(void) = dlsym(RTLD_NEXT, __func__);
  return next();
}
