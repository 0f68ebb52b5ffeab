// Runs before the first paint, so that a dark screen does not flash white. A file of its own: the
// content security policy allows no inline script.
(() => {
  const kept = localStorage.getItem('asan.theme');
  const dark = kept === 'dark' || (kept !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.dataset.theme = dark ? 'dark' : 'light';
})();
