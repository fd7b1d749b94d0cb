"""The builder's end of the zygote."""

import asyncio
import sys
from pathlib import Path

from content.verify.launcher import Launcher

FAR_SIDE = f"""#!{sys.executable}
import socket, sys
control = socket.socket(fileno=int(sys.argv[4]))
control.sendall(b'{{"confined": ["landlock", "seccomp"]}}\\n{{"torch": "2"}}\\n')
while control.recv(1000):
    pass
"""


def test_a_launcher_starts_again_in_the_same_event_loop(tmp_path: Path) -> None:
    interpreter = tmp_path / "python"
    interpreter.write_text(FAR_SIDE)
    interpreter.chmod(0o700)

    async def launch_twice() -> list[str]:
        versions = []
        for _ in range(2):
            launcher = Launcher(interpreter, tmp_path, is_trusted=False)
            async with asyncio.timeout(20):
                await launcher.launch([], {})
            await asyncio.sleep(0)  # so that it listens
            versions.append(launcher.torch)
            launcher.close()
        return versions

    assert asyncio.run(launch_twice()) == ["2", "2"]
