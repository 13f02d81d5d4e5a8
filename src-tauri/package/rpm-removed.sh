# The package owns its files and not the folders that are for them alone: Tauri's bundler cannot say so. 0: no version is left.
if [ "$1" = 0 ]; then
  for folder in /usr/share/doc/testops-companion /usr/share/licenses/testops-companion; do
    rmdir --ignore-fail-on-non-empty "$folder"
  done
fi
