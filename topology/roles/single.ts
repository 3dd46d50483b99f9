// What the stores have in common.
/** Why a store that the instance runs is never more than one. */
export const single = (what: string) => ({ alone: `the embedded ${what} is one server with one volume` });
