"""What every system test needs: the daemon as a process, network namespaces, and measurements on pictures and sound."""
