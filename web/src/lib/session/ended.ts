/** Tells whoever listens (the router) that the server no longer knows this session. */
let listener: () => void = () => {};

export function onSessionEnded(next: () => void): void {
  listener = next;
}

export function sessionEnded(): void {
  listener();
}
