// Preloaded into a program: prints, as it ends, which packages it loaded, how many own modules, and what it cost.
process.on('exit', () => {
  const packages = new Set();
  let own = 0;
  for (const file of Object.keys(require.cache)) {
    const [, name] = /node_modules\/((?:@[^/]+\/)?[^/]+)(?!.*node_modules)/.exec(file) ?? [];
    if (name) packages.add(name);
    else own += 1;
  }
  const { user, system } = process.cpuUsage();
  process.stderr.write(`\n${JSON.stringify({ packages: [...packages], own, seconds: (user + system) / 1e6 })}\n`);
});
