/* evidence.h: how we know what we serve. Every route, parameter, field and refusal of an API says it. */
#ifndef MUSTER_DIALECT_EVIDENCE_H
#define MUSTER_DIALECT_EVIDENCE_H

/* The vendor's document shows it, integrations were seen to rely on it, or we decided it. */
enum evidence { EVIDENCE_UNSET, DOCUMENTED, OBSERVED, OURS };

#endif
