/** The key of one press of a button that starts something outside: the core carries each key out once. */
export const newKey = (): string => crypto.randomUUID();
