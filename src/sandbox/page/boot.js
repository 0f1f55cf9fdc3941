/* Runs before anything is painted, so that a dark page never flashes white. */
(() => {
  let theme = 'system';
  try {
    theme = JSON.parse(localStorage.getItem('sandbox.theme') || '"system"');
  } catch {
    theme = 'system';
  }
  const dark = theme === 'dark' || (theme !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.dataset.theme = dark ? 'dark' : 'light';
})();
