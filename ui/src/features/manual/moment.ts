export const moment = (): string => new Date().toISOString();
