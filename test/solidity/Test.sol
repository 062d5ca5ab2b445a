// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;
/// The cheatcodes of EDR that the Solidity tests use (no npm package of forge-std resolves under Hardhat 3).
interface Vm {
    function assume(bool) external pure;
    function deal(address, uint256) external;
    function prank(address) external;
    function startPrank(address) external;
    function stopPrank() external;
    function warp(uint256) external;
    function roll(uint256) external;
    function etch(address, bytes calldata) external;
    function expectRevert() external;
    function expectRevert(bytes4) external;
    function expectRevert(bytes calldata) external;
    function expectEmit() external;
    function addr(uint256) external pure returns (address);
    function sign(uint256, bytes32) external pure returns (uint8, bytes32, bytes32);
    function signP256(uint256, bytes32) external pure returns (bytes32 r, bytes32 s);
    function publicKeyP256(uint256) external pure returns (uint256 x, uint256 y);
    function signAndAttachDelegation(address implementation, uint256 privateKey) external returns (SignedDelegation memory);
    function snapshotGasLastCall(string calldata name) external returns (uint256);
    function snapshotValue(string calldata name, uint256 value) external;
    function assertEq(uint256, uint256) external pure;
    function assertEq(address, address) external pure;
    function assertEq(bytes32, bytes32) external pure;
    function assertGe(uint256, uint256) external pure;
    function assertTrue(bool) external pure;
    struct SignedDelegation {
        uint8 v;
        bytes32 r;
        bytes32 s;
        uint64 nonce;
        address implementation;
    }
}
abstract contract Test {
    struct FuzzSelector {
        address addr;
        bytes4[] selectors;
    }
    struct FuzzInterface {
        address addr;
        string[] artifacts;
    }
    struct FuzzArtifactSelector {
        string artifact;
        bytes4[] selectors;
    }
    Vm internal constant vm = Vm(0x7109709ECfa91a80626fF3989D68f67F5b1DD12D);
    bool public constant IS_TEST = true;
    address[] private _targets;
    function targetContract(address a) internal {
        _targets.push(a);
    }
    function targetContracts() public view returns (address[] memory) {
        return _targets;
    }
    function bound(uint256 x, uint256 lo, uint256 hi) internal pure returns (uint256) {
        require(lo <= hi);
        if (x >= lo && x <= hi) return x;
        unchecked {
            uint256 span = hi - lo + 1;
            return span == 0 ? x : lo + (x % span);
        }
    }
}
