/**
 * The term that a leader takes and keeps when a server with other credentials answers it: the -1 of the refusal,
 * read without a sign (opennebula.md, fact 1). Elections no longer end from then on.
 */
export const ruinedTerm = 4294967295;
