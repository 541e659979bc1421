"""What the system says of a file or a disk, in Chinese and with what to do."""

from __future__ import annotations

import errno
import sqlite3


class Sentence(Exception):
    """Why the program stops; the text is a Chinese sentence, all that the user sees."""


class Wrong(Sentence):
    """What is asked for is wrong; it would be the next time too."""


CAUSES = {
    errno.ENOSPC: "磁盘已满，请腾出空间后重新运行，做完的单位不会重做",
    errno.EDQUOT: "磁盘配额已满，请腾出空间后重新运行，做完的单位不会重做",
    errno.EACCES: "没有权限，或文件正被打开：请关闭已打开的文件，检查文件夹是否只读",
    errno.EPERM: "没有权限，或文件正被打开：请关闭已打开的文件，检查文件夹是否只读",
    errno.EROFS: "所在的磁盘是只读的，请换一个文件夹",
    errno.ENAMETOOLONG: "路径或文件名太长，请把文件夹放到更浅的位置、缩短名称",
    errno.ENOENT: "文件或文件夹已不在原处（移走、改名或网络盘断开），或路径太长",
    errno.ENOTDIR: "路径中有一段是文件而不是文件夹",
    errno.EISDIR: "该写文件的地方有一个同名的文件夹，请移走",
    errno.EEXIST: "同名的文件已经存在",
    errno.EIO: "磁盘读写出错，请检查磁盘或网络盘",
    errno.EMFILE: "同时打开的文件太多，请减少 --workers",
    errno.ENOMEM: "内存不足，请减少 --workers",
}
PATH_TOO_LONG = 206  # what Windows calls it


def cause(error: OSError) -> str:
    """Why, without the path."""
    if getattr(error, "winerror", None) == PATH_TOO_LONG:
        return CAUSES[errno.ENAMETOOLONG]
    return CAUSES.get(error.errno or 0) or f"读写出错（{error.strerror or type(error).__name__}）"


def said(error: OSError) -> str:
    """Why and where, in one sentence."""
    where = error.filename2 or error.filename
    return f"{cause(error)}（{where}）" if where else cause(error)


def as_os_error(error: sqlite3.Error, path: object) -> OSError:
    """The same trouble of our state file as the system would have said it."""
    text = str(error)
    number = errno.ENOSPC if "full" in text else errno.EROFS if "readonly" in text else errno.EIO
    return OSError(number, text, str(path))
